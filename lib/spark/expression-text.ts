import {
  type CalendarIntervalValue,
  type Call,
  call,
  cast,
  type Expr,
  type GetStructField,
  literal,
  unresolvedAttribute,
  withoutAlias,
} from '../expression/expr.ts';
import { lookupFunction } from '../expression/function-registry.ts';
import { printSpark } from '../expression/spark-printer.ts';
import { transformUp } from '../expression/traverse.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { StringType } from '../types/data-type.ts';
import type { ColumnNames } from './column-names.ts';
import { notPrintable } from './not-printable.ts';

/** Gives the SQL of a subquery. */
export type SubqueryText = (plan: LogicalPlan) => string;

/** An analysed expression as Spark SQL text over columns as the script calls them. */
export function expressionText(expr: Expr, names: ColumnNames, subquery: SubqueryText): string {
  const named = transformUp(expr, (part) => writtenForm(part, names));
  return printSpark(withoutAlias(named), (plan) => subquery(plan as LogicalPlan));
}

function writtenForm(part: Expr, names: ColumnNames): Expr {
  if (part.kind === 'AttributeReference') return unresolvedAttribute(names(part));
  if (part.kind === 'Alias') return sessionCall(part.child, part.metadata.timeWindow) ?? part;
  if (part.kind === 'Call') return writtenCall(part);
  // Spark puts implicit casts in again, but not this one.
  if (part.kind === 'Cast' && part.dataType.kind === 'calendarInterval')
    return cast(part.child, part.dataType, part.mode);
  return part;
}

/** Calls that analysis makes out of others, as they were written. */
function writtenCall(part: Call): Expr {
  const [first, size, slide, start] = part.args;
  if (part.name === '__window' && first !== undefined)
    return call('window', [first, ...[size, slide, start].map((micros) => microsText(micros))]);
  if (part.name === '__window_time' && first?.kind === 'GetStructField')
    return call('window_time', [(first as GetStructField).child]);
  if (part.name === '__sample')
    throw notPrintable('a sample of rows', 'Select rows by a hash of their key: pmod(hash(key), 100) < 5.');
  if (part.name.startsWith('__') && part.name !== '__add_micros')
    throw notPrintable(`the expression ${part.name}`, 'Write it with functions of Spark.');
  if (!part.name.startsWith('__') && /^\w+$/.test(part.name) && lookupFunction(part.name) === undefined)
    throw notPrintable(
      `the function ${part.name}, which is written in TypeScript,`,
      'Write it with functions of Spark; docs/functions.md lists them.',
    );
  return part;
}

/** `session_window(time, gap)` out of the struct that analysis makes of it. */
function sessionCall(struct: Expr, timeWindow: string | undefined): Expr | undefined {
  if (timeWindow !== 'session_window' || struct.kind !== 'Call' || struct.name !== 'named_struct') return undefined;
  const [, time, , end] = struct.args;
  if (time === undefined || end?.kind !== 'Call') return undefined;
  const gap = end.args[1];
  if (gap === undefined) return undefined;
  if (end.name === '__add_micros') return call('session_window', [time, microsText(gap)]);
  if (gap.kind === 'Cast') return call('session_window', [time, gap.child]);
  if (gap.kind !== 'Literal') return call('session_window', [time, gap]);
  const { months, days, microseconds } = gap.value as CalendarIntervalValue;
  const text = `${months} months ${days} days ${microseconds} microseconds`;
  return call('session_window', [time, literal(text, StringType)]);
}

const microsText = (micros: Expr | undefined): Expr =>
  literal(`${micros?.kind === 'Literal' ? String(micros.value) : '0'} microseconds`, StringType);
