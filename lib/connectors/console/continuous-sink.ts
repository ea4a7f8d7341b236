import type { ContinuousSink, SinkResult } from '../../contracts/sink.ts';
import type { Row } from '../../types/value.ts';

/** Prints the rows of each epoch at its end, as Spark does. */
export class ConsoleContinuousSink implements ContinuousSink {
  readonly #print: (epochId: number, rows: readonly Row[]) => void;
  #rows: Row[] = [];

  constructor(print: (epochId: number, rows: readonly Row[]) => void) {
    this.#print = print;
  }

  async write(_epochId: number, rows: readonly Row[]): Promise<void> {
    for (const row of rows) this.#rows.push(row);
  }

  async endEpoch(epochId: number): Promise<SinkResult> {
    const rows = this.#rows;
    this.#rows = [];
    this.#print(epochId, rows);
    return { numOutputRows: rows.length };
  }
}
