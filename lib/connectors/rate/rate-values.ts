import type { BatchInput } from '../../contracts/source.ts';
import { type Row, Timestamp } from '../../types/value.ts';

/** How fast values come. */
export interface Rate {
  readonly rowsPerSecond: bigint;
  /** Whole seconds during which the rate rises by equal steps. */
  readonly rampUpSeconds: bigint;
}

/** How many values have come after so many seconds: with 10 rows/s and 4 s of ramp-up 0, 2, 6, 12, 20, 30, 40. */
export function valueAtSecond(rate: Rate, second: bigint): bigint {
  const { rowsPerSecond, rampUpSeconds } = rate;
  const step = rowsPerSecond / (rampUpSeconds + 1n);
  const risen = (seconds: bigint): bigint => (seconds * (seconds + 1n) * step) / 2n;
  if (second <= rampUpSeconds) return risen(second);
  return risen(rampUpSeconds) + (second - rampUpSeconds) * rowsPerSecond;
}

/** The rows of the seconds from `startSecond` to `endSecond`, spread evenly over that time by whole milliseconds. */
export function rateInput(rate: Rate, creationMs: number, startSecond: bigint, endSecond: bigint): BatchInput {
  const from = valueAtSecond(rate, startSecond);
  const to = valueAtSecond(rate, endSecond);
  const baseMs = BigInt(creationMs) + startSecond * 1000n;
  const spanMs = (endSecond - startSecond) * 1000n;
  const isExact = to <= from || spanMs % (to - from) === 0n;
  if (isExact) return { kind: 'sequence', from, to, baseMicros: baseMs * 1000n, spanMicros: spanMs * 1000n };
  // A sequence rounds to microseconds where Spark rounds to milliseconds.
  return { kind: 'rows', rows: roundedRows(from, to, baseMs, spanMs) };
}

function roundedRows(from: bigint, to: bigint, baseMs: bigint, spanMs: bigint): Row[] {
  const count = Number(to - from);
  const msPerValue = Number(spanMs) / count;
  return Array.from({ length: count }, (_, i) => {
    const timestamp = new Timestamp((baseMs + BigInt(Math.round(i * msPerValue))) * 1000n);
    return [timestamp, from + BigInt(i)];
  });
}
