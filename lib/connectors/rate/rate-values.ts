import type { BatchInput } from '../../contracts/source.ts';
import { type Row, Timestamp } from '../../types/value.ts';

/** How fast values come. */
export interface Rate {
  readonly rowsPerSecond: bigint;
  /** Whole seconds during which the rate rises by equal steps. */
  readonly rampUpSeconds: bigint;
}

/** How far a rate source has been read: whole seconds, and the next value, which may lie within the second that follows. */
export interface RatePosition {
  readonly second: bigint;
  readonly value: bigint;
}

/** How many values have come after so many seconds: with 10 rows/s and 4 s of ramp-up 0, 2, 6, 12, 20, 30, 40. */
export function valueAtSecond(rate: Rate, second: bigint): bigint {
  const { rowsPerSecond, rampUpSeconds } = rate;
  const step = rowsPerSecond / (rampUpSeconds + 1n);
  const risen = (seconds: bigint): bigint => (seconds * (seconds + 1n) * step) / 2n;
  if (second <= rampUpSeconds) return risen(second);
  return risen(rampUpSeconds) + (second - rampUpSeconds) * rowsPerSecond;
}

/** The rows between two positions: spread evenly over the seconds between them by whole milliseconds, or each at its own time where a position lies within a second. */
export function rateInput(rate: Rate, creationMs: number, start: RatePosition, end: RatePosition): BatchInput {
  const [startSecond, endSecond] = [start.second, end.second];
  const from = valueAtSecond(rate, startSecond);
  const to = valueAtSecond(rate, endSecond);
  if (start.value !== from || end.value !== to)
    return { kind: 'rows', rows: rowsBetween(rate, creationMs, start, end) };
  const baseMs = BigInt(creationMs) + startSecond * 1000n;
  const spanMs = (endSecond - startSecond) * 1000n;
  const isExact = to <= from || spanMs % (to - from) === 0n;
  if (isExact) return { kind: 'sequence', from, to, baseMicros: baseMs * 1000n, spanMicros: spanMs * 1000n };
  // A sequence rounds to microseconds where Spark rounds to milliseconds.
  return { kind: 'rows', rows: roundedRows(from, to, baseMs, spanMs) };
}

/** The next value at a position, the second it belongs to, and when it is due. */
export function nextValue(rate: Rate, creationMs: number, { second: atLeast, value }: RatePosition) {
  let second = atLeast;
  while (value >= valueAtSecond(rate, second + 1n)) second += 1n;
  const from = valueAtSecond(rate, second);
  const count = Number(valueAtSecond(rate, second + 1n) - from);
  const withinMs = Math.round((Number(value - from) * 1000) / count);
  return { second, timeMs: creationMs + Number(second) * 1000 + withinMs };
}

function rowsBetween(rate: Rate, creationMs: number, start: RatePosition, end: RatePosition): Row[] {
  const rows: Row[] = [];
  let { second } = start;
  for (let { value } = start; value < end.value; value += 1n) {
    const next = nextValue(rate, creationMs, { second, value });
    second = next.second;
    rows.push([new Timestamp(BigInt(next.timeMs) * 1000n), value]);
  }
  return rows;
}

function roundedRows(from: bigint, to: bigint, baseMs: bigint, spanMs: bigint): Row[] {
  const count = Number(to - from);
  const msPerValue = Number(spanMs) / count;
  return Array.from({ length: count }, (_, i) => {
    const timestamp = new Timestamp((baseMs + BigInt(Math.round(i * msPerValue))) * 1000n);
    return [timestamp, from + BigInt(i)];
  });
}
