import type { RowWriter } from '../../contracts/session-backend.ts';
import type { ContinuousSink, SinkResult } from '../../contracts/sink.ts';
import type { Row } from '../../types/value.ts';
import { asError, userError } from './user-error.ts';

/** Hands each row to a writer of the user as it comes; the writer is opened for the first row of an epoch and closed at its end. */
export class ForeachContinuousSink implements ContinuousSink {
  readonly #writer: RowWriter;
  /** Of the epoch at hand; `isWanted`: what `open` has said. */
  #opened: { readonly isWanted: boolean } | undefined;

  constructor(writer: RowWriter) {
    this.#writer = writer;
  }

  async write(epochId: number, rows: readonly Row[]): Promise<void> {
    this.#opened ??= { isWanted: await call(() => this.#writer.open(0, epochId)) };
    if (!this.#opened.isWanted) return;
    for (const row of rows) await call(() => this.#writer.process(row));
  }

  async endEpoch(): Promise<SinkResult> {
    const opened = this.#opened;
    this.#opened = undefined;
    if (opened !== undefined) await call(() => this.#writer.close(undefined));
    return { numOutputRows: -1 };
  }

  async abort(failure: unknown): Promise<void> {
    if (this.#opened === undefined) return;
    this.#opened = undefined;
    await call(() => this.#writer.close(asError(failure)));
  }
}

async function call<T>(method: () => Promise<T>): Promise<T> {
  try {
    return await method();
  } catch (error) {
    throw userError(error);
  }
}
