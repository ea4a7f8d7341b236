import { type Call, call, type Expr, literal } from '../expression/expr.ts';
import type { Expand } from '../plan/logical-plan.ts';
import { StringType } from '../types/data-type.ts';
import type { FramePrinter } from './frame-printer.ts';
import { pythonText } from './python-text.ts';

const isWindow = (expr: Expr | undefined): expr is Call => expr?.kind === 'Call' && expr.name === '__window';

/** Each row once per projection: a sliding window as a call of `window`, other columns that differ as structs in an array that is exploded. */
export function expandText({ projections, output, child }: Expand, printer: FramePrinter): string {
  const frame = printer.frame(child);
  const columns = output.map((attribute, i) => ({ attribute, values: projections.map((row) => row[i] as Expr) }));
  const same = ({ values }: { readonly values: readonly Expr[] }): boolean =>
    values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]));
  const items = columns.map(({ attribute, values }) => {
    const name = pythonText(printer.name(attribute));
    return `${printer.expr(values[0] as Expr)}.alias(${name})`;
  });
  const differing = columns.filter((column) => !same(column));
  if (differing.every(({ values }) => values.every(isWindow))) return `${frame}.select(${items.join(', ')})`;
  const structs = projections.map((_, row) =>
    call(
      'named_struct',
      differing.flatMap(({ attribute, values }) => [literal(printer.name(attribute), StringType), values[row] as Expr]),
    ),
  );
  const kept = columns.flatMap((column, i) => (same(column) ? [items[i] as string] : []));
  const rows = `${printer.expr(call('inline', [call('array', structs)]))}`;
  const names = output.map((attribute) => pythonText(printer.name(attribute)));
  return `${frame}.select(${[...kept, rows].join(', ')}).select(${names.join(', ')})`;
}
