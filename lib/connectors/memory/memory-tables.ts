import type { StructType } from '../../types/data-type.ts';
import type { Row } from '../../types/value.ts';

/** What a memory sink has taken: the rows by batch, so that a batch that runs again replaces its own. */
export class MemoryTable {
  readonly name: string;
  readonly schema: StructType;
  readonly #batches = new Map<number, Row[]>();

  constructor(name: string, schema: StructType) {
    this.name = name;
    this.schema = schema;
  }

  /** Rows of all batches in the order of the batches. */
  rows(): Row[] {
    const batches = [...this.#batches].sort(([a], [b]) => a - b);
    return batches.flatMap(([, rows]) => rows);
  }

  /** Rows of one batch; undefined if the sink has not taken it. */
  batch(batchId: number): readonly Row[] | undefined {
    return this.#batches.get(batchId);
  }

  append(batchId: number, rows: readonly Row[]): void {
    this.#batches.set(batchId, [...rows]);
  }

  /** Adds rows to those of a batch. */
  add(batchId: number, rows: readonly Row[]): void {
    const known = this.#batches.get(batchId);
    if (known === undefined) this.append(batchId, rows);
    else for (const row of rows) known.push(row);
  }

  replace(batchId: number, rows: readonly Row[]): void {
    this.#batches.clear();
    this.append(batchId, rows);
  }
}

/** The tables that memory sinks of one session fill, by query name (letter case aside); the session reads them as tables. */
export class MemoryTables {
  readonly #tables = new Map<string, MemoryTable>();

  /** A new, empty table; takes the place of one of the same name, as a query that starts again does in Spark. */
  create(name: string, schema: StructType): MemoryTable {
    const table = new MemoryTable(name, schema);
    this.#tables.set(name.toLowerCase(), table);
    return table;
  }

  get(name: string): MemoryTable | undefined {
    return this.#tables.get(name.toLowerCase());
  }

  names(): string[] {
    return [...this.#tables.values()].map((table) => table.name);
  }
}
