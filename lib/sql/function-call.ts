import { AnalysisError } from '../errors/index.ts';
import { call, caseWhen, type Expr, literal } from '../expression/expr.ts';
import { orderedMode } from '../expression/within-group.ts';
import { StringType } from '../types/data-type.ts';

const ADD = 'timestampadd';
const DIFF = 'timestampdiff';
/** Functions whose first of three arguments is a unit of time, not a column. */
const UNIT_FIRST: Readonly<Record<string, string>> = {
  date_add: ADD,
  date_diff: DIFF,
  dateadd: ADD,
  datediff: DIFF,
  timestampadd: ADD,
  timestampdiff: DIFF,
};
const UNITS = /^(microsecond|millisecond|second|minute|hour|day|dayofyear|week|month|quarter|year)$/i;
const UNIT_FIELD: readonly string[] = ['extract'];

/** A call by the user's name for the function, in lower case. */
export function functionCall(userName: string, args: readonly Expr[], options: Parameters<typeof call>[2] = {}): Expr {
  const name = userName.toLowerCase();
  const withUnit = args.length === 3 ? UNIT_FIRST[name] : undefined;
  const unit = args[0];
  if (withUnit === name && unit?.kind === 'UnresolvedAttribute' && !UNITS.test(unit.nameParts.join('.')))
    throw new AnalysisError('UNRESOLVED_ROUTINE', { routineName: `\`${name}\``, remedy: 'Its unit is unknown.' });
  if (name === 'when' && args.length > 1) return whenCall(args);
  if (name === 'mode' && args.length !== 1) return modeCall(args, options);
  if (withUnit !== undefined) return call(withUnit, wordFirst(args), options);
  return call(name, UNIT_FIELD.includes(name) ? wordFirst(args, (word) => word) : args, options);
}

/** `when(c1, v1, c2, v2, e)` is a CASE. */
function whenCall(args: readonly Expr[]): Expr {
  const branches = args.flatMap((condition, i) => {
    const value = args[i + 1];
    return i % 2 === 0 && value !== undefined ? [{ condition, value }] : [];
  });
  return caseWhen(branches, args.length % 2 === 1 ? args.at(-1) : undefined);
}

/** `mode(x, true)` gives the smallest of equally frequent values; `mode()` stands before WITHIN GROUP. */
function modeCall(args: readonly Expr[], options: Parameters<typeof call>[2]): Expr {
  const [value, flag] = args;
  if (value === undefined || args.length > 2 || flag?.kind !== 'Literal' || typeof flag.value !== 'boolean')
    return call('mode', args, options);
  return flag.value ? orderedMode(value, false, options) : call('mode', [value], options);
}

/** A bare word as first argument, like HOUR, is text. */
function wordFirst(args: readonly Expr[], spelt = (word: string) => word.toUpperCase()): readonly Expr[] {
  const [first, ...rest] = args;
  const word = first?.kind === 'UnresolvedAttribute' && first.nameParts.length === 1 ? first.nameParts[0] : undefined;
  return word === undefined ? args : [literal(spelt(word), StringType), ...rest];
}
