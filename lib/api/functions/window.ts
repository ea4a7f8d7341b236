import { alias, call, type Expr, withoutAlias } from '../../expression/expr.ts';
import type { WindowTag } from '../../types/infer.ts';
import { Column } from '../column.ts';
import type { ColumnContext } from '../column-context.ts';
import { literalOf } from '../literal-value.ts';
import type { ColumnOrName, ExpressionOf } from '../typing/argument.ts';
import type { Returns } from '../typing/expression-type.ts';
import { columnExpr } from './call-function.ts';

/**
 * Windows of event time, as a column to group by: tumbling, or sliding by `slideDuration`; `startTime` shifts them from the epoch.
 *
 * @example
 * clicks.groupBy(window('timestamp', '10 minutes', '5 minutes'), 'user_id').agg(count('*').as('n'))
 */
export const window = <const A extends ColumnOrName>(
  timeColumn: A,
  windowDuration: string,
  slideDuration: string = windowDuration,
  startTime?: string,
): Column<Returns<WindowTag, [ExpressionOf<A>]>, 'window'> => {
  const durations = [windowDuration, slideDuration, ...(startTime === undefined ? [] : [startTime])];
  const given = slideDuration === windowDuration && startTime === undefined ? [windowDuration] : durations;
  return new Column((context) => call('window', [timeExpr(timeColumn, context), ...given.map(literalOf)]));
};

/** A time without the name it may have, as that of `windowTime`: what is inside a call has none. */
const timeExpr = (timeColumn: ColumnOrName, context: ColumnContext): Expr =>
  withoutAlias(columnExpr(timeColumn, context));

/** Sessions of event time: a session ends once nothing has come for the gap, which is text or a column of it. */
export const sessionWindow = <const A extends ColumnOrName>(
  timeColumn: A,
  gapDuration: string | Column<unknown>,
): Column<Returns<WindowTag, [ExpressionOf<A>]>, 'session_window'> =>
  new Column((context) =>
    call('session_window', [
      timeExpr(timeColumn, context),
      gapDuration instanceof Column ? gapDuration.toExpr(context) : literalOf(gapDuration),
    ]),
  );

/** The event time that stands for a window in a further aggregation: its end less a microsecond. */
export const windowTime = <const A extends ColumnOrName>(
  windowColumn: A,
): Column<Returns<'timestamp', [ExpressionOf<A>]>, 'window_time'> =>
  new Column((context) => alias(call('window_time', [columnExpr(windowColumn, context)]), 'window_time'));
