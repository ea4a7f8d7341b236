import { ParseError } from '../errors/index.ts';
import {
  type FrameBound,
  frameBound,
  type WindowExpr,
  type WindowFrame,
  windowExpr,
  windowFrame,
} from '../expression/expr.ts';
import { exists } from '../expression/traverse.ts';
import type { Ast, Body, SelectAst } from './ast.ts';
import type { Conversion } from './conversion.ts';
import { sortOrderExpr } from './sort-order.ts';
import { unsupportedSql } from './sql-error.ts';

type OverAst = Body<'window_function'>['over'];
type FrameAst = NonNullable<OverAst['frame']>;
type BoundAst = FrameAst['start'];
type NamedWindows = NonNullable<SelectAst['windows']>;

/** The windows of a WINDOW clause by their names in lower case. */
export type Windows = ReadonlyMap<string, OverAst>;

/** `WINDOW w AS (…), v AS w`. */
export function namedWindows(windows: NamedWindows, c: Conversion): Windows {
  const found = new Map<string, OverAst>();
  for (const { name, spec } of windows) {
    const key = c.name(name).toLowerCase();
    if (found.has(key))
      throw new ParseError('INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION', { windowName: `\`${c.name(name)}\`` });
    found.set(key, spec);
  }
  for (const { spec } of windows) {
    if (spec.window_name === null) continue;
    const target = found.get(c.name(spec.window_name).toLowerCase());
    const windowName = `\`${c.name(spec.window_name)}\``;
    if (target === undefined) throw new ParseError('INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE', { windowName });
    if (target.window_name !== null)
      throw new ParseError('INVALID_SQL_SYNTAX.INVALID_WINDOW_REFERENCE', { windowName });
  }
  return found;
}

/** `function OVER (…)` or `function OVER name`. */
export function convertWindow({ this: child, over }: Body<'window_function'>, c: Conversion): WindowExpr {
  const inner = c.expr(child);
  if (inner.kind !== 'Call') throw unsupportedSql('OVER');
  const { name, args, distinct, filter, ignoreNulls } = inner;
  const { partition_by: partition, order_by: order, frame } = specOf(over, c);
  return windowExpr({
    ...{ name: name.toLowerCase(), args, distinct, filter, ignoreNulls },
    partitionBy: partition.map(c.expr),
    orderBy: order.map((item) => sortOrderExpr(item, c)),
    frame: frame === null ? undefined : convertFrame(frame, c),
  });
}

function specOf(over: OverAst, c: Conversion): OverAst {
  if (over.window_name === null) return over;
  const name = c.name(over.window_name);
  const spec = c.windows.get(name.toLowerCase());
  if (spec === undefined)
    throw new ParseError('MISSING_WINDOW_SPECIFICATION', {
      windowName: name,
      docroot: 'https://spark.apache.org/docs/latest',
    });
  return specOf(spec, c);
}

function convertFrame({ kind, start, end }: FrameAst, c: Conversion): WindowFrame {
  if (kind === 'Groups') throw unsupportedSql('GROUPS in a window');
  const upper = end === null ? frameBound('current') : convertBound(end, c);
  return windowFrame(kind === 'Rows' ? 'rows' : 'range', convertBound(start, c), upper);
}

function convertBound(bound: BoundAst, c: Conversion): FrameBound {
  if (bound === 'CurrentRow') return frameBound('current');
  if (bound === 'UnboundedPreceding' || bound === 'UnboundedFollowing')
    return frameBound(bound === 'UnboundedPreceding' ? 'preceding' : 'following');
  if (typeof bound === 'string') throw unsupportedSql('a window frame without a distance');
  const [side, node] = Object.entries(bound)[0] as [string, Ast];
  const offset = c.expr(node);
  if (exists(offset, (part) => part.kind === 'UnresolvedAttribute'))
    throw new ParseError('INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND');
  return frameBound(side === 'Preceding' ? 'preceding' : 'following', offset);
}
