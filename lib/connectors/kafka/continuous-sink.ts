import type { ContinuousSink, SinkResult } from '../../contracts/sink.ts';
import type { Row } from '../../types/value.ts';

/** Sends rows as they come; each call waits until the brokers have confirmed them. */
export class KafkaContinuousSink implements ContinuousSink {
  readonly #send: (rows: readonly Row[]) => Promise<void>;
  #rows = 0;

  constructor(send: (rows: readonly Row[]) => Promise<void>) {
    this.#send = send;
  }

  async write(_epochId: number, rows: readonly Row[]): Promise<void> {
    await this.#send(rows);
    this.#rows += rows.length;
  }

  async endEpoch(): Promise<SinkResult> {
    const numOutputRows = this.#rows;
    this.#rows = 0;
    return { numOutputRows };
  }
}
