import type { BatchInput, Offset, Source, SourcePartition } from '../../contracts/source.ts';
import type { StructType } from '../../types/data-type.ts';
import type { PartitionedMemoryStream } from './partitioned-memory-stream.ts';

type PartitionOffsets = Readonly<Record<string, { readonly rows: number; readonly isIdle: boolean }>>;

const offsetsOf = (offset: Offset | null): PartitionOffsets => (offset ?? {}) as unknown as PartitionOffsets;

/** Reads a {@link PartitionedMemoryStream}; the offset is, by partition, the number of rows read and whether it is idle then. */
export class PartitionedMemorySource implements Source {
  readonly description: string;
  readonly schema: StructType;
  readonly #stream: PartitionedMemoryStream;
  #end: Offset | undefined;

  constructor(stream: PartitionedMemoryStream) {
    this.#stream = stream;
    this.schema = stream.schema;
    this.description = `PartitionedMemoryStream[${stream.schema.fields.map((field) => field.name).join(',')}]`;
  }

  async latestOffset(): Promise<Offset | null> {
    const end = this.#end ?? this.#latest();
    return Object.keys(offsetsOf(end)).length === 0 ? null : end;
  }

  async getBatch(start: Offset | null, end: Offset): Promise<BatchInput> {
    const from = offsetsOf(start);
    const parts = Object.entries(offsetsOf(end)).map(([id, { rows }]) => {
      const partition = this.#stream.partitions.find((own) => own.id === id);
      return { partition: id, added: partition?.rows.slice(from[id]?.rows ?? 0, rows) ?? [] };
    });
    return {
      kind: 'rows',
      rows: parts.flatMap(({ added }) => added),
      partitions: parts.map(({ partition, added }) => ({ partition, rows: added.length })),
    };
  }

  partitions(end: Offset): readonly SourcePartition[] {
    return Object.entries(offsetsOf(end)).map(([id, { isIdle }]) => ({ id, isIdle }));
  }

  async commit(): Promise<void> {}

  async stop(): Promise<void> {}

  async prepareForAvailableNow(): Promise<void> {
    this.#end = this.#latest();
  }

  #latest(): Offset {
    return Object.fromEntries(
      this.#stream.partitions.map(({ id, rows, isIdle }) => [id, { rows: rows.length, isIdle }]),
    );
  }
}
