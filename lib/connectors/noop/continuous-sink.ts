import type { ContinuousSink, SinkResult } from '../../contracts/sink.ts';
import type { Row } from '../../types/value.ts';

/** Counts rows and drops them. */
export class NoopContinuousSink implements ContinuousSink {
  #rows = 0;

  async write(_epochId: number, rows: readonly Row[]): Promise<void> {
    this.#rows += rows.length;
  }

  async endEpoch(): Promise<SinkResult> {
    const numOutputRows = this.#rows;
    this.#rows = 0;
    return { numOutputRows };
  }
}
