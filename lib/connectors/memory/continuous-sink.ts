import type { ContinuousSink, SinkResult } from '../../contracts/sink.ts';
import type { Row } from '../../types/value.ts';
import type { MemoryTable } from './memory-tables.ts';

/** Adds rows to a table as they come; each can be read at once. */
export class MemoryContinuousSink implements ContinuousSink {
  readonly #table: MemoryTable;

  constructor(table: MemoryTable) {
    this.#table = table;
  }

  async write(epochId: number, rows: readonly Row[]): Promise<void> {
    this.#table.add(epochId, rows);
  }

  async endEpoch(epochId: number): Promise<SinkResult> {
    return { numOutputRows: this.#table.batch(epochId)?.length ?? 0 };
  }
}
