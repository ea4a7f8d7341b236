import type { ContinuousSink, Sink, SinkBatch, SinkResult } from '../../contracts/sink.ts';
import type { StructType } from '../../types/data-type.ts';
import { showRows } from '../../types/show-rows.ts';
import type { Row } from '../../types/value.ts';
import { ConsoleContinuousSink } from './continuous-sink.ts';

/** Where the console sink prints: `process.stdout.write`, or a test's collector. */
export type Print = (text: string) => void;

interface ConsoleSinkRequest {
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
    this.#print(batch.batchId, batch.schema, rows);
    return { numOutputRows: rows.length };
  }

  continuous(schema: StructType): ContinuousSink {
    return new ConsoleContinuousSink((epochId, rows) => this.#print(epochId, schema, rows));
  }

  #print(batchId: number, schema: StructType, rows: readonly Row[]): void {
    const { numRows, truncate, timeZone, print } = this.#request;
    const table = showRows(schema, rows, { numRows, truncate, timeZone });
    print(`${RULE}\nBatch: ${batchId}\n${RULE}\n${table}\n`);
  }
}
