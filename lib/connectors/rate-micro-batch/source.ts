import type { BatchInput, Offset, Source } from '../../contracts/source.ts';
import type { StructType } from '../../types/data-type.ts';

/** What a rate-micro-batch source is made of. */
export interface RateMicroBatchRequest {
  readonly rowsPerBatch: number;
  readonly startTimestamp: number;
  readonly advanceMillisPerBatch: number;
  readonly schema: StructType;
}

interface Position {
  readonly offset: number;
  readonly timestamp: number;
}

/** The same number of rows in each batch, all with one timestamp that moves by a fixed step: the same data in every run. */
export class RateMicroBatchSource implements Source {
  readonly description: string;
  readonly schema: StructType;
  readonly #request: RateMicroBatchRequest;
  #isAvailableNow = false;
  #availableNowEnd: Offset | undefined;

  constructor(request: RateMicroBatchRequest) {
    this.#request = request;
    this.schema = request.schema;
    const { rowsPerBatch, startTimestamp, advanceMillisPerBatch } = request;
    this.description = `RatePerMicroBatchStream[rowsPerBatch=${rowsPerBatch}, numPartitions=1, startTimestamp=${startTimestamp}, advanceMsPerBatch=${advanceMillisPerBatch}]`;
  }

  async latestOffset(start: Offset | null): Promise<Offset | null> {
    if (this.#availableNowEnd !== undefined) return this.#availableNowEnd;
    const { offset, timestamp } = this.#position(start);
    const { rowsPerBatch, advanceMillisPerBatch } = this.#request;
    const next = { offset: offset + rowsPerBatch, timestamp: timestamp + advanceMillisPerBatch };
    if (this.#isAvailableNow) this.#availableNowEnd = next;
    return next;
  }

  async getBatch(start: Offset | null, end: Offset): Promise<BatchInput> {
    const { offset, timestamp } = this.#position(start);
    const to = BigInt(this.#position(end).offset);
    return { kind: 'sequence', from: BigInt(offset), to, baseMicros: BigInt(timestamp) * 1000n, spanMicros: 0n };
  }

  async commit(): Promise<void> {}

  async stop(): Promise<void> {}

  /** There is always more, so that what is available now is one batch. */
  async prepareForAvailableNow(): Promise<void> {
    this.#isAvailableNow = true;
  }

  #position(offset: Offset | null): Position {
    if (offset === null || typeof offset !== 'object' || !('offset' in offset)) {
      return { offset: 0, timestamp: this.#request.startTimestamp };
    }
    return { offset: Number(offset.offset), timestamp: Number(offset.timestamp) };
  }
}
