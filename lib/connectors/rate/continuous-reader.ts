import type { ArrivedRows, ContinuousReader, Offset } from '../../contracts/source.ts';
import { type Row, Timestamp } from '../../types/value.ts';
import type { Clock } from '../../util/clock.ts';
import { rateOffset, ratePosition } from './rate-offset.ts';
import { nextValue, type Rate, type RatePosition } from './rate-values.ts';

/** Gives each value when its time has come. */
export class RateContinuousReader implements ContinuousReader {
  readonly #rate: Rate;
  readonly #creationMs: number;
  readonly #clock: Clock;
  #position: RatePosition;

  constructor(rate: Rate, creationMs: number, clock: Clock, start: Offset | null) {
    this.#rate = rate;
    this.#creationMs = creationMs;
    this.#clock = clock;
    this.#position = ratePosition(rate, start);
  }

  async next(signal: AbortSignal): Promise<ArrivedRows | undefined> {
    const rows: Row[] = [];
    for (;;) {
      const { value } = this.#position;
      const { second, timeMs } = nextValue(this.#rate, this.#creationMs, this.#position);
      if (timeMs > this.#clock.now()) {
        if (rows.length > 0) return { rows, end: rateOffset(this.#rate, this.#position) };
        await this.#clock.waitUntil(timeMs, signal);
        if (signal.aborted) return undefined;
      }
      rows.push([new Timestamp(BigInt(timeMs) * 1000n), value]);
      this.#position = { second, value: value + 1n };
    }
  }

  reaches(offset: Offset | null, target: Offset): boolean {
    const [own, wanted] = [ratePosition(this.#rate, offset), ratePosition(this.#rate, target)];
    return own.value >= wanted.value;
  }
}
