import type { StructType } from '../../types/data-type.ts';
import type { Row } from '../../types/value.ts';
import { type MemoryRow, toRow } from './memory-row.ts';
import { PartitionedMemoryStream } from './partitioned-memory-stream.ts';

/** Rows that a test adds as it goes; every reader of the stream sees them all from the first on. */
export class MemoryStream {
  readonly name: string;
  readonly schema: StructType;
  readonly #rows: Row[] = [];
  readonly #readers = new Set<() => void>();

  constructor(name: string, schema: StructType) {
    this.name = name;
    this.schema = schema;
  }

  /** Adds rows; returns the offset after them, which is the number of all rows so far. */
  addData(...rows: readonly MemoryRow[]): number {
    const added = rows.map((row) => toRow(row, this.schema, 'the memory stream'));
    for (const row of added) this.#rows.push(row);
    for (const reader of this.#readers) reader();
    return this.#rows.length;
  }

  get size(): number {
    return this.#rows.length;
  }

  /** Resolves once there are more than so many rows, or as soon as `signal` aborts. */
  async grownPast(size: number, signal: AbortSignal): Promise<void> {
    if (this.size > size || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (this.size <= size && !signal.aborted) return;
        this.#readers.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.#readers.add(look);
      signal.addEventListener('abort', look);
    });
  }

  slice(from: number, to: number): readonly Row[] {
    return this.#rows.slice(from, to);
  }
}

/** What a memory source reads. */
export type AnyMemoryStream = MemoryStream | PartitionedMemoryStream;

/** The memory streams of one session, by name. */
export class MemoryStreams {
  readonly #streams = new Map<string, AnyMemoryStream>();

  /** A new stream, read by `readStream.format('memory').option('stream', name)`. */
  create(schema: StructType, name: string = `memory-${this.#streams.size}`): MemoryStream {
    const stream = new MemoryStream(name, schema);
    this.#streams.set(name, stream);
    return stream;
  }

  /** The same, in partitions that run apart. */
  createPartitioned(schema: StructType, name: string = `memory-${this.#streams.size}`): PartitionedMemoryStream {
    const stream = new PartitionedMemoryStream(name, schema);
    this.#streams.set(name, stream);
    return stream;
  }

  get(name: string): AnyMemoryStream | undefined {
    return this.#streams.get(name);
  }

  names(): string[] {
    return [...this.#streams.keys()];
  }
}
