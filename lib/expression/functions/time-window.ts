import { ExecutionError } from '../../errors/index.ts';
import {
  CalendarIntervalType,
  type DataType,
  structField,
  structType,
  TimestampType,
  WindowType,
} from '../../types/data-type.ts';
import type { Call, Expr } from '../expr.ts';
import type { FunctionRecord } from '../function-record.ts';
import { isNullable } from '../type-of.ts';
import { ANY, ANY_TIMESTAMP, LONG, STRUCT, type TypeRule } from '../type-rule.ts';
import { firstType } from './arguments.ts';
import { scalar } from './define.ts';

const isNtz = (type: DataType): boolean => type.kind === 'timestamp_ntz';
const make = (expr: Call): string => (isNtz(firstType(expr.args)) ? 'make_timestamp' : 'make_timestamptz');

const windowOf = (time: DataType): DataType =>
  isNtz(time) ? structType([structField('start', time), structField('end', time)]) : WindowType;

/** A time, or a window that stands for its last microsecond. */
const TIME_OR_WINDOW: TypeRule = {
  words: '("TIMESTAMP" or "STRUCT<start: TIMESTAMP, end: TIMESTAMP>")',
  accepts: (type) => type.kind === 'timestamp' || type.kind === 'timestamp_ntz' || type.kind === 'struct',
  target: TimestampType,
};
const DURATION: TypeRule = {
  words: '"STRING"',
  accepts: (type) => ['string', 'dayTimeInterval', 'calendarInterval', 'long', 'integer'].includes(type.kind),
  target: CalendarIntervalType,
};

const planned = (_: readonly string[], expr: Call): never => {
  throw new ExecutionError('INTERNAL_ERROR', {
    message: `${expr.name} is replaced when a query is analysed; it cannot be evaluated by itself.`,
  });
};

const windowResult = (args: readonly Expr[]): DataType => {
  const time = firstType(args);
  return time.kind === 'struct' ? time : windowOf(time);
};

const wholeNumber = (expr: Call, index: number): bigint => {
  const arg = expr.args[index];
  return arg?.kind === 'Literal' ? BigInt(String(arg.value)) : 0n;
};

/**
 * Start of the window `index` places before the last one that holds a time, in microseconds:
 * time - ((time - start) mod slide) - index * slide, with a remainder that is never negative.
 */
function windowStart(micros: string, expr: Call): string {
  const [slide, start, index] = [wholeNumber(expr, 2), wholeNumber(expr, 3), wholeNumber(expr, 4)];
  const origin = start === 0n ? micros : `(${micros} - ${start})`;
  const remainder = `(((${origin} % ${slide}) + ${slide}) % ${slide})`;
  return index === 0n ? `(${micros} - ${remainder})` : `(${micros} - ${remainder} - ${index * slide})`;
}

/** Windows over event time. `window` and `session_window` are rewritten by analysis, the `__` functions are what it rewrites them into. */
export const timeWindowFunctions: readonly FunctionRecord[] = [
  scalar(['window', 'window(time, duration[, slide[, start]])', 'The tumbling or sliding window a time falls into.'], {
    params: [TIME_OR_WINDOW, DURATION, DURATION, DURATION],
    required: 2,
    returns: windowResult,
    sql: planned,
  }),
  scalar(['session_window', 'session_window(time, gap)', 'A window that lasts until no row has come for a gap.'], {
    params: [TIME_OR_WINDOW, ANY],
    returns: windowResult,
    sql: planned,
  }),
  scalar(
    ['window_time', 'window_time(window)', 'The last microsecond of a window: an event time for further windows.'],
    {
      params: [STRUCT],
      returns: (args) => (firstType(args).kind === 'struct' ? fieldType(firstType(args)) : TimestampType),
      sql: ([window], expr) => {
        const end = `struct_extract(${window}, 'end')`;
        return `${isNtz(expr.dataType ?? TimestampType) ? 'make_timestamp' : 'make_timestamptz'}(epoch_us(${end}) - 1)`;
      },
    },
  ),
  scalar(
    ['__window', '__window(time, duration, slide, start, index)', 'One candidate window of a time, in microseconds.'],
    {
      params: [ANY_TIMESTAMP, LONG, LONG, LONG, LONG],
      returns: (args) => windowOf(firstType(args)),
      sql: ([time], expr) => {
        const start = windowStart(`epoch_us(${time})`, expr);
        const struct = `struct_pack("start" := ${make(expr)}(${start}), "end" := ${make(expr)}(${start} + ${wholeNumber(expr, 1)}))`;
        const [column] = expr.args;
        return column !== undefined && isNullable(column) ? `CASE WHEN ${time} IS NOT NULL THEN ${struct} END` : struct;
      },
    },
  ),
  scalar(['__window_time', '__window_time(end)', 'The microsecond before an end.'], {
    params: [ANY_TIMESTAMP],
    returns: firstType,
    sql: ([end], expr) => `${make(expr)}(epoch_us(${end}) - 1)`,
  }),
  scalar(['__add_micros', '__add_micros(time, microseconds)', 'A time some microseconds later.'], {
    params: [ANY_TIMESTAMP, LONG],
    returns: firstType,
    sql: ([time, micros], expr) => `${make(expr)}(epoch_us(${time}) + ${micros})`,
  }),
];

const fieldType = (type: DataType): DataType =>
  type.kind === 'struct' ? (type.fields.find((f) => f.name === 'end')?.dataType ?? TimestampType) : TimestampType;
