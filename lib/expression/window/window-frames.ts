import { type Expr, type FrameBound, frameBound, type WindowExpr, type WindowFrame, windowFrame } from '../expr.ts';

const UNBOUNDED_PRECEDING = frameBound('preceding');
const UNBOUNDED_FOLLOWING = frameBound('following');
const CURRENT_ROW = frameBound('current');

/** From the first row of the partition to this one. */
const ROWS_SO_FAR = windowFrame('rows', UNBOUNDED_PRECEDING, CURRENT_ROW);
/** From the first row of the partition to the last that is ordered like this one. */
const RANGE_SO_FAR = windowFrame('range', UNBOUNDED_PRECEDING, CURRENT_ROW);
/** The whole partition. */
const WHOLE_PARTITION = windowFrame('rows', UNBOUNDED_PRECEDING, UNBOUNDED_FOLLOWING);

const REQUIRED: Readonly<Record<string, WindowFrame>> = Object.freeze({
  cume_dist: RANGE_SO_FAR,
  dense_rank: ROWS_SO_FAR,
  ntile: ROWS_SO_FAR,
  percent_rank: ROWS_SO_FAR,
  rank: ROWS_SO_FAR,
  row_number: ROWS_SO_FAR,
});

/** The one frame a function takes, if it takes no other. */
export const requiredFrame = (name: string): WindowFrame | undefined => REQUIRED[name];

/** The frame of a window: what was written, what the function takes, or what follows from the order. */
export function frameOf({ name, frame, orderBy }: Pick<WindowExpr, 'name' | 'frame' | 'orderBy'>): WindowFrame {
  return frame ?? requiredFrame(name) ?? (orderBy.length > 0 ? RANGE_SO_FAR : WHOLE_PARTITION);
}

/** Whether an end of the frame is so many rows or values away. */
export const hasOffset = ({ offset }: FrameBound): boolean => offset !== undefined;

/** A frame in SQL, given the text of its offsets. */
export function frameText({ unit, lower, upper }: WindowFrame, print: (offset: Expr) => string): string {
  return `${unit.toUpperCase()} BETWEEN ${boundText(lower, print)} AND ${boundText(upper, print)}`;
}

/** An end of a frame in SQL. */
export function boundText({ side, offset }: FrameBound, print: (offset: Expr) => string): string {
  if (side === 'current') return 'CURRENT ROW';
  return `${offset === undefined ? 'UNBOUNDED' : print(offset)} ${side.toUpperCase()}`;
}
