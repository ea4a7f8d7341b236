import type { Sink, SinkBatch, SinkResult } from '../../contracts/sink.ts';
import { ConnectorError, MillraceError } from '../../errors/index.ts';

/** Takes the result of a batch; called for empty batches too. */
export type BatchFunction = (batch: SinkBatch, batchId: number) => void | Promise<void>;

/** Hands each batch to a function of the user, at least once: exactly once if the function leaves the same for the same batch id. */
export class ForeachBatchSink implements Sink {
  readonly description = 'ForeachBatchSink';
  readonly #work: BatchFunction;

  constructor(work: BatchFunction) {
    this.#work = work;
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    try {
      await this.#work(batch, batch.batchId);
    } catch (error) {
      if (error instanceof MillraceError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConnectorError('FOREACH_BATCH_USER_FUNCTION_ERROR', { reason }, { cause: error });
    }
    return { numOutputRows: -1 };
  }
}
