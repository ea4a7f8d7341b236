import { AnalysisError } from '../../errors/index.ts';
import { type DataType, isInterval, isNumeric, sameType, sqlName } from '../../types/data-type.ts';
import { canCast, castTo } from '../coercion.ts';
import { type FrameBound, frameBound, type WindowExpr, type WindowFrame, windowFrame } from '../expr.ts';
import type { EvaluationContext } from '../function-record.ts';
import { nameOf } from '../name-of.ts';
import { typeOf } from '../type-of.ts';
import { boundText, frameOf, frameText, hasOffset, requiredFrame } from './window-frames.ts';
import { boundDistance, isAtOffset, windowSpecText } from './window-text.ts';

/** The frame of a window function, checked as Spark checks it. */
export function resolveFrame(expr: WindowExpr, context: EvaluationContext): WindowFrame {
  const required = requiredFrame(expr.name);
  if (expr.frame === undefined) return frameOf(expr);
  if (isAtOffset(expr.name)) throw new AnalysisError('_LEGACY_ERROR_TEMP_1035', { prettyName: expr.name });
  const frame = withOrderType(expr.frame, expr, context);
  checkBounds(frame);
  checkOrder(frame, expr);
  if (required !== undefined && internalText(frame) !== internalText(required))
    throw new AnalysisError('_LEGACY_ERROR_TEMP_1036', { wf: internalText(frame), required: internalText(required) });
  return frame;
}

/** Offsets in values take the type of the order, where that is no time. */
function withOrderType(frame: WindowFrame, { orderBy }: WindowExpr, context: EvaluationContext): WindowFrame {
  const [order, second] = orderBy;
  if (frame.unit === 'rows' || order === undefined || second !== undefined) return frame;
  const type = typeOf(order);
  if (['date', 'timestamp', 'timestamp_ntz'].includes(type.kind)) return frame;
  const bound = ({ side, offset }: FrameBound): FrameBound =>
    frameBound(side, offset && canCast(typeOf(offset), type) ? castTo(offset, type, context) : offset);
  return windowFrame(frame.unit, bound(frame.lower), bound(frame.upper));
}

const accepts = (unit: WindowFrame['unit'], type: DataType): boolean =>
  unit === 'rows' ? type.kind === 'integer' : isNumeric(type) || isInterval(type);
const EXPECTED = {
  rows: '"INT"',
  range: '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")',
} as const;

function checkBounds(frame: WindowFrame): void {
  const sqlExpr = frameText(frame, nameOf);
  for (const [location, bound] of [
    ['lower', frame.lower],
    ['upper', frame.upper],
  ] as const) {
    if (bound.offset === undefined || accepts(frame.unit, typeOf(bound.offset))) continue;
    // Spark negates an offset before the current row, which makes a number of a text.
    const type = typeOf(bound.offset);
    const shown =
      bound.side === 'preceding' && type.kind === 'string' && frame.unit === 'rows' ? 'DOUBLE' : sqlName(type);
    throw new AnalysisError('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE', {
      sqlExpr,
      location,
      exprType: `"${shown}"`,
      expectedType: EXPECTED[frame.unit],
    });
  }
  checkSides(frame, sqlExpr);
}

function checkSides({ lower, upper }: WindowFrame, sqlExpr: string): void {
  const startsAtEnd = lower.side === 'following' && !hasOffset(lower);
  const endsAtStart = upper.side === 'preceding' && !hasOffset(upper);
  if (startsAtEnd || endsAtStart)
    throw new AnalysisError('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_INVALID_BOUND', {
      sqlExpr,
      upper: `"${boundText(upper, nameOf)}"`,
      lower: `"${boundText(lower, nameOf)}"`,
    });
  if (lower.offset === undefined || upper.offset === undefined) return;
  const [lowerType, upperType] = [typeOf(lower.offset), typeOf(upper.offset)];
  if (!sameType(lowerType, upperType))
    throw new AnalysisError('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_DIFF_TYPES', {
      sqlExpr,
      lower: `"${nameOf(lower.offset)}"`,
      upper: `"${nameOf(upper.offset)}"`,
      lowerType: `"${sqlName(lowerType)}"`,
      upperType: `"${sqlName(upperType)}"`,
    });
  const [from, to] = [boundDistance(lower), boundDistance(upper)];
  if (from !== undefined && to !== undefined && from > to)
    throw new AnalysisError('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON', {
      sqlExpr,
      comparison: 'less than or equal',
    });
}

/** What a frame in values asks of the order. */
function checkOrder(frame: WindowFrame, expr: WindowExpr): void {
  if (frame.unit === 'rows') return;
  const sqlExpr = windowSpecText({ ...expr, frame }, nameOf);
  const [order, second] = expr.orderBy;
  const isUnbounded = [frame.lower, frame.upper].every((bound) => bound.side !== 'current' && !hasOffset(bound));
  if (order === undefined && !isUnbounded)
    throw new AnalysisError('DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER', { sqlExpr });
  const offset = frame.lower.offset ?? frame.upper.offset;
  if (offset === undefined || order === undefined) return;
  if (second !== undefined)
    throw new AnalysisError('DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER', {
      sqlExpr,
      orderSpec: expr.orderBy.map(nameOf).join(','),
    });
  const [orderType, offsetType] = [typeOf(order), typeOf(offset)];
  if (!fits(orderType, offsetType))
    throw new AnalysisError('DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE', {
      sqlExpr,
      orderSpecType: `"${sqlName(orderType)}"`,
      valueBoundaryType: `"${sqlName(offsetType)}"`,
    });
}

function fits(order: DataType, offset: DataType): boolean {
  if (order.kind === 'date') {
    const days = offset.kind === 'dayTimeInterval' && offset.start === 'day' && offset.end === 'day';
    return offset.kind === 'integer' || offset.kind === 'yearMonthInterval' || days;
  }
  return order.kind === 'timestamp' || order.kind === 'timestamp_ntz' ? isInterval(offset) : sameType(order, offset);
}

/** A frame as Spark's classes print it. */
function internalText({ unit, lower, upper }: WindowFrame): string {
  const bound = ({ side, offset }: FrameBound): string => {
    if (side === 'current') return 'currentrow$()';
    if (offset === undefined) return `unbounded${side}$()`;
    return `${side === 'preceding' ? '-' : ''}${nameOf(offset)}`;
  };
  return `specifiedwindowframe(${unit === 'rows' ? 'Row' : 'Range'}Frame, ${bound(lower)}, ${bound(upper)})`;
}
