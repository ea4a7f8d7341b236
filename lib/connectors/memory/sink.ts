import type { ContinuousSink, Sink, SinkBatch, SinkResult } from '../../contracts/sink.ts';
import type { Row } from '../../types/value.ts';
import { MemoryContinuousSink } from './continuous-sink.ts';
import type { MemoryTable } from './memory-tables.ts';

/** Keeps the result in memory under the query's name: append and update add the batch's rows, complete replaces all. */
export class MemorySink implements Sink {
  readonly description = 'MemorySink';
  readonly table: MemoryTable;

  constructor(table: MemoryTable) {
    this.table = table;
  }

  rows(): Row[] {
    return this.table.rows();
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const rows = await batch.collect();
    if (batch.outputMode === 'complete') this.table.replace(batch.batchId, rows);
    else this.table.append(batch.batchId, rows);
    return { numOutputRows: rows.length };
  }

  continuous(): ContinuousSink {
    return new MemoryContinuousSink(this.table);
  }
}
