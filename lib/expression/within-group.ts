import { BooleanType, StringType } from '../types/data-type.ts';
import { type Call, call, type Expr, literal, type SortOrder } from './expr.ts';

/** `listagg(x, d) WITHIN GROUP (ORDER BY …)` as a call: x, the delimiter, the directions as text, then what it is ordered by. */
export const LISTAGG = '__listagg';
/** `mode() WITHIN GROUP (ORDER BY x)` as a call: x, and whether the largest of equally frequent values is wanted. */
export const MODE = '__mode';

/** The call of `listagg` in an order. */
export function orderedListagg(inner: Call, order: readonly SortOrder[]): Call {
  const [value, delimiter = literal(null, StringType)] = inner.args;
  const directions = order.map(({ direction, nulls }) => `${direction.toUpperCase()} NULLS ${nulls.toUpperCase()}`);
  const spec = literal(directions.join(','), StringType);
  const args = [...(value === undefined ? [] : [value]), delimiter, spec, ...order.map(({ child }) => child)];
  return call(LISTAGG, args, inner);
}

/** The call of `mode` that gives the smallest of equally frequent values, or the largest. */
export const orderedMode = (value: Expr, wantsLargest: boolean, options: Parameters<typeof call>[2]): Call =>
  call(MODE, [value, literal(wantsLargest, BooleanType)], options);

/** The directions of {@link LISTAGG}, one for each expression. */
export function directionsOf({ args }: Call): readonly string[] {
  const spec = args[2];
  return spec?.kind === 'Literal' ? String(spec.value).split(',') : [];
}

/** A call with WITHIN GROUP as SQL, out of the texts of its arguments; undefined for any other call. A name has the delimiter that is left out too. */
export function withinGroupText(expr: Call, args: readonly string[], forName: boolean): string | undefined {
  const [first = '', second = ''] = args;
  if (expr.name === MODE) {
    // Spark prints the direction in which it looks, which is the other one.
    const isDescending = forName ? second === 'false' : second === 'true';
    return `mode() WITHIN GROUP (ORDER BY ${first}${isDescending ? ' DESC' : ''})`;
  }
  if (expr.name !== LISTAGG) return undefined;
  const directions = directionsOf(expr);
  const order = args.slice(3).map((arg, i) => `${arg} ${directions[i]}`);
  const delimiter = expr.args[1];
  const isLeftOut = !forName && delimiter?.kind === 'Literal' && delimiter.value === null;
  const given = isLeftOut ? first : `${first}, ${second}`;
  return `listagg(${expr.distinct ? 'DISTINCT ' : ''}${given}) WITHIN GROUP (ORDER BY ${order.join(', ')})`;
}
