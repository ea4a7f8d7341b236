import type { BatchInput, ContinuousReader, Offset, Source, SourceLog } from '../../contracts/source.ts';
import type { StructType } from '../../types/data-type.ts';
import type { Clock } from '../../util/clock.ts';
import { RateContinuousReader } from './continuous-reader.ts';
import { ratePosition } from './rate-offset.ts';
import { type Rate, rateInput } from './rate-values.ts';

/** What a rate source is made of. */
interface RateSourceRequest {
  readonly rate: Rate;
  readonly schema: StructType;
  readonly log: SourceLog;
  readonly clock: Clock;
}

/** Rows by the clock. The offset is the number of whole seconds since the source was first started, a time kept in the checkpoint. */
export class RateSource implements Source {
  readonly description: string;
  readonly schema: StructType;
  readonly #request: RateSourceRequest;
  #creationMs: number | undefined;
  #lastMs = 0;

  constructor(request: RateSourceRequest) {
    this.#request = request;
    this.schema = request.schema;
    const { rowsPerSecond, rampUpSeconds } = request.rate;
    this.description = `RateStreamV2[rowsPerSecond=${rowsPerSecond}, rampUpTimeSeconds=${rampUpSeconds}, numPartitions=1]`;
  }

  async latestOffset(): Promise<Offset | null> {
    const creationMs = await this.#creation();
    // A clock that is set back must not take rows back.
    this.#lastMs = Math.max(this.#lastMs, creationMs, this.#request.clock.now());
    return Math.floor((this.#lastMs - creationMs) / 1000);
  }

  async getBatch(start: Offset | null, end: Offset): Promise<BatchInput> {
    const { rate } = this.#request;
    return rateInput(rate, await this.#creation(), ratePosition(rate, start), ratePosition(rate, end));
  }

  async commit(): Promise<void> {}

  async stop(): Promise<void> {}

  async continuous(start: Offset | null): Promise<ContinuousReader> {
    return new RateContinuousReader(this.#request.rate, await this.#creation(), this.#request.clock, start);
  }

  async #creation(): Promise<number> {
    this.#creationMs ??= await this.#readOrWriteCreation();
    return this.#creationMs;
  }

  async #readOrWriteCreation(): Promise<number> {
    const { log, clock } = this.#request;
    const known = await log.read(0);
    if (known !== undefined) return Number(known);
    const nowMs = clock.now();
    return (await log.add(0, nowMs)) ? nowMs : Number(await log.read(0));
  }
}
