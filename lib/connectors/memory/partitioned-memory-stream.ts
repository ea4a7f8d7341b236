import type { StructType } from '../../types/data-type.ts';
import type { Row } from '../../types/value.ts';
import { type MemoryRow, toRow } from './memory-row.ts';

/** A partition as it is now. */
interface MemoryPartition {
  readonly id: string;
  readonly rows: readonly Row[];
  readonly isIdle: boolean;
}

/** Rows that a test adds to partitions that run apart, as the shards of a stream do. */
export class PartitionedMemoryStream {
  readonly name: string;
  readonly schema: StructType;
  readonly #partitions = new Map<string, { readonly rows: Row[]; isIdle: boolean }>();

  constructor(name: string, schema: StructType) {
    this.name = name;
    this.schema = schema;
  }

  /** In the order in which they were first named. */
  get partitions(): readonly MemoryPartition[] {
    return [...this.#partitions].map(([id, { rows, isIdle }]) => ({ id, rows, isIdle }));
  }

  /** Adds rows to a partition, which is made with its first use. */
  addData(partition: string, ...rows: readonly MemoryRow[]): void {
    const own = this.#partition(partition);
    for (const row of rows) own.rows.push(toRow(row, this.schema, 'the memory stream'));
  }

  /** Says whether a partition holds the watermark back. */
  setIdle(partition: string, isIdle: boolean): void {
    this.#partition(partition).isIdle = isIdle;
  }

  #partition(id: string) {
    const known = this.#partitions.get(id);
    if (known !== undefined) return known;
    const made = { rows: [], isIdle: false };
    this.#partitions.set(id, made);
    return made;
  }
}
