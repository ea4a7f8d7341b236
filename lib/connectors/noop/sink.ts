import type { Sink, SinkBatch, SinkResult } from '../../contracts/sink.ts';

/** Computes each batch and drops it: for measuring. */
export class NoopSink implements Sink {
  readonly description = 'NoopTable';

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    return { numOutputRows: await batch.count() };
  }
}
