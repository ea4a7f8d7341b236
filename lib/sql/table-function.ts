import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, literal, unresolvedStar } from '../expression/expr.ts';
import { lookupFunction } from '../expression/function-registry.ts';
import { wrongNumberOfArguments } from '../expression/mismatch.ts';
import { generate, type LogicalPlan, localRelation, project, subqueryAlias } from '../plan/logical-plan.ts';
import { LongType } from '../types/data-type.ts';
import { asLiteral } from './conversion.ts';
import { unsupportedSql } from './sql-error.ts';

const MOST_ROWS = 100_000;

const OUTER = '_outer';

/** `range(…)`, or `explode(…)` and its kin, in FROM: rows of their own, the same in every batch. */
export function tableFunction(name: string, args: readonly Expr[]): LogicalPlan {
  if (name === 'range') return range(args);
  checkTableFunction(name);
  const outer = name.endsWith(OUTER);
  const generator = call(outer ? name.slice(0, -OUTER.length) : name, args);
  return project([unresolvedStar()], generate({ generator, outer, child: localRelation([[]], []) }));
}

/** Refuses what makes no rows. */
export function checkTableFunction(name: string): void {
  const record = lookupFunction(name.endsWith(OUTER) ? name.slice(0, -OUTER.length) : name);
  if (record?.kind === 'generator') return;
  if (record === undefined) throw new AnalysisError('UNRESOLVABLE_TABLE_VALUED_FUNCTION', { name });
  throw new AnalysisError('NOT_A_TABLE_FUNCTION', { functionName: `\`${name}\`` });
}

/** `range(end)`, `range(start, end[, step])`: the numbers from start to before end, in the column `id`. */
function range(args: readonly Expr[]): LogicalPlan {
  if (args.length === 0 || args.length > 4) wrongNumberOfArguments(call('range', args), '[1, 2, 3, 4]');
  const given = args.map((arg) => {
    const value = asLiteral(arg)?.value;
    if (typeof value !== 'number' && typeof value !== 'bigint')
      throw unsupportedSql('range by an expression', 'Give range whole numbers.');
    return BigInt(value);
  });
  const [start, end, step] =
    given.length === 1 ? [0n, given[0] ?? 0n, 1n] : [given[0] ?? 0n, given[1] ?? 0n, given[2] ?? 1n];
  if (step === 0n) throw new AnalysisError('FAILED_FUNCTION_CALL', { funcName: '`range`' });
  const rows: Expr[][] = [];
  for (let id = start; step > 0n ? id < end : id > end; id += step) {
    if (rows.length === MOST_ROWS)
      throw unsupportedSql(`range of more than ${MOST_ROWS} rows`, 'Read the numbers from a table.');
    rows.push([literal(String(id), LongType)]);
  }
  return subqueryAlias('range', localRelation(rows, []), ['id']);
}
