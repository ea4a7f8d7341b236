import type { Offset } from '../../contracts/source.ts';
import { type Rate, type RatePosition, valueAtSecond } from './rate-values.ts';

/** Reads an offset: a number of seconds, or `{ second, value }` in the middle of one. */
export function ratePosition(rate: Rate, offset: Offset | null): RatePosition {
  if (typeof offset === 'object' && offset !== null && !Array.isArray(offset)) {
    const { second, value } = offset as { readonly second: number; readonly value: string };
    return { second: BigInt(second), value: BigInt(value) };
  }
  const second = BigInt(Number(offset ?? 0));
  return { second, value: valueAtSecond(rate, second) };
}

/** What {@link ratePosition} reads. */
export function rateOffset(rate: Rate, { second, value }: RatePosition): Offset {
  if (value === valueAtSecond(rate, second)) return Number(second);
  if (value === valueAtSecond(rate, second + 1n)) return Number(second + 1n);
  return { second: Number(second), value: String(value) };
}
