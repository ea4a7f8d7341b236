import { IntegerType, NullType } from '../../types/data-type.ts';
import { type Expr, type FrameBound, frameBound, literal, type WindowExpr, windowFrame } from '../expr.ts';
import { frameOf, frameText, requiredFrame } from './window-frames.ts';

/** Functions that go by the order alone: what is given to them does not count. */
const BY_ORDER: ReadonlySet<string> = new Set(['dense_rank', 'percent_rank', 'rank']);
/** Functions that look at one row so far before or behind. */
const AT_OFFSET: Readonly<Record<string, 1 | -1>> = Object.freeze({ lag: -1, lead: 1 });

export const isByOrder = (name: string): boolean => BY_ORDER.has(name);
export const isAtOffset = (name: string): boolean => Object.hasOwn(AT_OFFSET, name);

/** The arguments with those that Spark fills in. */
export function windowArguments(name: string, args: readonly Expr[]): readonly Expr[] {
  if (isByOrder(name)) return [];
  if (name === 'ntile') return args.length === 0 ? [literal(1, IntegerType)] : args;
  if (!isAtOffset(name)) return args;
  const [input = literal(null, NullType), offset = literal(1, IntegerType), otherwise = literal(null, NullType)] = args;
  return [input, offset, otherwise, ...args.slice(3)];
}

/** The window behind OVER, in parentheses. */
export function windowSpecText(expr: WindowExpr, print: (part: Expr) => string): string {
  const partition = expr.partitionBy.map(print).join(', ');
  const parts = [
    partition === '' ? '' : `PARTITION BY ${partition}`,
    expr.orderBy.length === 0 ? '' : `ORDER BY ${expr.orderBy.map(print).join(', ')}`,
    frameText(shownFrame(expr), print),
  ];
  return `(${parts.filter((part) => part !== '').join(' ')})`;
}

/** `lag(x, 2)` shows as a frame of the one row. */
function shownFrame(expr: WindowExpr): ReturnType<typeof frameOf> {
  const sign = AT_OFFSET[expr.name];
  const [, offset] = windowArguments(expr.name, expr.args);
  if (sign === undefined || offset === undefined) return frameOf(expr);
  const rows = constantNumber(offset);
  const shown = rows === undefined ? offset : literal(sign * rows, IntegerType);
  return windowFrame('rows', frameBound('following', shown), frameBound('following', shown));
}

/** The number that a literal is, also behind a sign. */
export function constantNumber(expr: Expr): number | undefined {
  if (expr.kind === 'Cast') return constantNumber(expr.child);
  if (expr.kind === 'Literal') return typeof expr.value === 'number' ? expr.value : undefined;
  if (expr.kind !== 'Call' || expr.name !== 'negative') return undefined;
  const [child] = expr.args;
  const value = child === undefined ? undefined : constantNumber(child);
  return value === undefined ? undefined : -value;
}

/** Names that Spark writes in capitals. */
const SHOUTED: ReadonlySet<string> = new Set(['dense_rank', 'percent_rank', 'rank']);

/** The function before OVER. */
export function windowFunctionText(expr: WindowExpr, print: (part: Expr) => string): string {
  const name = SHOUTED.has(expr.name) ? expr.name.toUpperCase() : expr.name;
  const args = windowArguments(expr.name, expr.args).map(print).join(', ');
  const nulls = expr.ignoreNulls ? ' ignore nulls' : '';
  const filter = expr.filter === undefined ? '' : ` FILTER (WHERE ${print(expr.filter)})`;
  return `${name}(${expr.distinct ? 'DISTINCT ' : ''}${args})${nulls}${filter}`;
}

/** `rank() OVER (ORDER BY v)` as Spark names it. */
export const windowText = (expr: WindowExpr, print: (part: Expr) => string): string =>
  `${windowFunctionText(expr, print)} OVER ${windowSpecText(expr, print)}`;

/** How far an end of a frame is from the current row, downwards; undefined where that is no plain number. */
export function boundDistance({ side, offset }: FrameBound): number | undefined {
  if (side === 'current') return 0;
  const distance = offset === undefined ? Number.POSITIVE_INFINITY : constantNumber(offset);
  return distance === undefined ? undefined : side === 'preceding' ? -distance : distance;
}

/** The expression as SQL that parses back to it. */
export function windowSource(expr: WindowExpr, print: (part: Expr) => string): string {
  const { name, args, distinct, filter, ignoreNulls, partitionBy, orderBy, frame, dataType } = expr;
  const isFixed = dataType !== undefined && (isAtOffset(name) || requiredFrame(name) !== undefined);
  const ownFrame = frame === undefined || isFixed;
  const parts = [
    partitionBy.length === 0 ? '' : `PARTITION BY ${partitionBy.map(print).join(', ')}`,
    orderBy.length === 0 ? '' : `ORDER BY ${orderBy.map(print).join(', ')}`,
    ownFrame ? '' : frameText(frame, print),
  ];
  const given = isByOrder(name) ? [] : args;
  const call = `${name}(${distinct ? 'DISTINCT ' : ''}${given.map(print).join(', ')})`;
  const where = filter === undefined ? '' : ` FILTER (WHERE ${print(filter)})`;
  return `${call}${where}${ignoreNulls ? ' IGNORE NULLS' : ''} OVER (${parts.filter((part) => part !== '').join(' ')})`;
}
