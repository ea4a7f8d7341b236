import type { BatchInput, ContinuousReader, Offset, Source } from '../../contracts/source.ts';
import type { StructType } from '../../types/data-type.ts';
import { MemoryContinuousReader } from './continuous-reader.ts';
import type { MemoryStream } from './memory-stream.ts';

/** Reads a {@link MemoryStream}; the offset is the number of rows read. */
export class MemorySource implements Source {
  readonly description: string;
  readonly schema: StructType;
  readonly #stream: MemoryStream;
  #end: number | undefined;

  constructor(stream: MemoryStream) {
    this.#stream = stream;
    this.schema = stream.schema;
    this.description = `MemoryStream[${stream.schema.fields.map((field) => field.name).join(',')}]`;
  }

  async latestOffset(): Promise<Offset | null> {
    const size = this.#end ?? this.#stream.size;
    return size === 0 ? null : size;
  }

  async getBatch(start: Offset | null, end: Offset): Promise<BatchInput> {
    return { kind: 'rows', rows: this.#stream.slice(Number(start ?? 0), Number(end)) };
  }

  async commit(): Promise<void> {}

  async stop(): Promise<void> {}

  async continuous(start: Offset | null): Promise<ContinuousReader> {
    return new MemoryContinuousReader(this.#stream, start);
  }

  async prepareForAvailableNow(): Promise<void> {
    this.#end = this.#stream.size;
  }
}
