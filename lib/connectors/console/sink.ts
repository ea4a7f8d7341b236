import type { Sink, SinkBatch, SinkResult } from '../../contracts/sink.ts';
import { showRows } from '../../types/show-rows.ts';

/** Where the console sink prints: `process.stdout.write`, or a test's collector. */
export type Print = (text: string) => void;

export interface ConsoleSinkRequest {
  readonly numRows: number;
  readonly truncate: number;
  readonly timeZone: string;
  readonly print: Print;
}

const RULE = '-'.repeat(43);

/** Prints each batch as Spark does. A batch that runs again is printed again. */
export class ConsoleSink implements Sink {
  readonly description: string;
  readonly #request: ConsoleSinkRequest;

  constructor(request: ConsoleSinkRequest) {
    this.#request = request;
    this.description = `ConsoleSink[numRows=${request.numRows}, truncate=${request.truncate > 0}]`;
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const rows = await batch.collect();
    const { numRows, truncate, timeZone, print } = this.#request;
    const table = showRows(batch.schema, rows, { numRows, truncate, timeZone });
    print(`${RULE}\nBatch: ${batch.batchId}\n${RULE}\n${table}\n`);
    return { numOutputRows: rows.length };
  }
}
