import type { ContinuousSink, Sink, SinkBatch, SinkResult } from '../../contracts/sink.ts';
import { NoopContinuousSink } from './continuous-sink.ts';

/** Computes each batch and drops it: for measuring. */
export class NoopSink implements Sink {
  readonly description = 'NoopTable';

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    return { numOutputRows: await batch.count() };
  }

  continuous(): ContinuousSink {
    return new NoopContinuousSink();
  }
}
