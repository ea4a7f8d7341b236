import type { RowWriter } from '../../contracts/session-backend.ts';
import type { ContinuousSink, Sink, SinkBatch, SinkResult } from '../../contracts/sink.ts';
import type { Row } from '../../types/value.ts';
import { ForeachContinuousSink } from './continuous-sink.ts';
import { asError, userError } from './user-error.ts';

/**
 * Hands each row to a writer of the user, at least once: a batch that runs again comes with the same batch id. Spark's rules: all rows of a batch are one
 * partition, 0; `open` is called for an empty batch too; if it returns false, no row is processed, but the writer is closed; if it throws, it is not closed.
 */
export class ForeachSink implements Sink {
  readonly description = 'ForeachSink';
  readonly #writer: RowWriter;

  constructor(writer: RowWriter) {
    this.#writer = writer;
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const rows = await batch.collect();
    const isWanted = await this.#call(() => this.#writer.open(0, batch.batchId));
    const failure = isWanted ? await this.#process(rows) : undefined;
    await this.#call(() => this.#writer.close(failure === undefined ? undefined : asError(failure.thrown)));
    if (failure !== undefined) throw userError(failure.thrown);
    return { numOutputRows: -1 };
  }

  continuous(): ContinuousSink {
    return new ForeachContinuousSink(this.#writer);
  }

  /** What a row has thrown, wrapped, because it may be anything; undefined if all went well. */
  async #process(rows: readonly Row[]): Promise<{ readonly thrown: unknown } | undefined> {
    try {
      for (const row of rows) await this.#writer.process(row);
      return undefined;
    } catch (thrown) {
      return { thrown };
    }
  }

  async #call<T>(method: () => Promise<T>): Promise<T> {
    try {
      return await method();
    } catch (error) {
      throw userError(error);
    }
  }
}
