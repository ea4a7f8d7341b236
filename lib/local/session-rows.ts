import type { SourceProvider } from '../contracts/connector.ts';
import { AnalysisError } from '../errors/index.ts';
import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';

/** Rows that a session holds itself and reads as a table. */
export interface SessionTable {
  readonly schema: StructType;
  rows(): readonly Row[] | Promise<readonly Row[]>;
}

export const SESSION_ROWS_FORMAT = 'session-rows';

/** Tables of rows in this process, by a handle: memory sinks, and the result of a batch inside `foreachBatch`. */
export class SessionRows {
  readonly #lookup: (handle: string) => SessionTable | undefined;
  readonly #temporary = new Map<string, SessionTable>();
  #handles = 0;

  /** `lookup` finds the tables that are there for longer. */
  constructor(lookup: (handle: string) => SessionTable | undefined) {
    this.#lookup = lookup;
  }

  get(handle: string): SessionTable | undefined {
    return this.#temporary.get(handle) ?? this.#lookup(handle);
  }

  /** Lends a table out for as long as `work` takes. */
  async lend<T>(table: SessionTable, work: (handle: string) => Promise<T>): Promise<T> {
    this.#handles += 1;
    const handle = `batch ${this.#handles}`;
    this.#temporary.set(handle, table);
    try {
      return await work(handle);
    } finally {
      this.#temporary.delete(handle);
    }
  }

  /** Reads the tables as a static format; the session's own, not listed to users. */
  provider(): SourceProvider {
    const find = (options: Readonly<Record<string, string>>): SessionTable => {
      const handle = options['table'] ?? '';
      const table = this.get(handle);
      if (table !== undefined) return table;
      throw new AnalysisError('TABLE_OR_VIEW_NOT_FOUND', { relationName: `\`${handle}\`` });
    };
    return {
      formats: [SESSION_ROWS_FORMAT],
      schema: (_format, options) => find(options).schema,
      create: () => Promise.reject(new AnalysisError('WRITE_STREAM_NOT_ALLOWED', {})),
      readStatic: async (_format, options) => ({ kind: 'rows', rows: await find(options).rows() }),
    };
  }
}
