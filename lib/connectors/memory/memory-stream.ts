import type { StructType } from '../../types/data-type.ts';
import { type Row, Timestamp, type Value } from '../../types/value.ts';

/** One row as a test gives it: values by position, or an object by column name. A Date or an ISO text stands for a timestamp, a number for a long. */
export type MemoryRow = Row | { readonly [column: string]: unknown };

/** Rows that a test adds as it goes; every reader of the stream sees them all from the first on. */
export class MemoryStream {
  readonly name: string;
  readonly schema: StructType;
  readonly #rows: Row[] = [];

  constructor(name: string, schema: StructType) {
    this.name = name;
    this.schema = schema;
  }

  /** Adds rows; returns the offset after them, which is the number of all rows so far. */
  addData(...rows: readonly MemoryRow[]): number {
    for (const row of rows) this.#rows.push(toRow(row, this.schema));
    return this.#rows.length;
  }

  get size(): number {
    return this.#rows.length;
  }

  slice(from: number, to: number): readonly Row[] {
    return this.#rows.slice(from, to);
  }
}

/** The memory streams of one session, by name. */
export class MemoryStreams {
  readonly #streams = new Map<string, MemoryStream>();

  /** A new stream, read by `readStream.format('memory').option('stream', name)`. */
  create(schema: StructType, name: string = `memory-${this.#streams.size}`): MemoryStream {
    const stream = new MemoryStream(name, schema);
    this.#streams.set(name, stream);
    return stream;
  }

  get(name: string): MemoryStream | undefined {
    return this.#streams.get(name);
  }

  names(): string[] {
    return [...this.#streams.keys()];
  }
}

function toRow(row: MemoryRow, schema: StructType): Row {
  if (isPositional(row)) return schema.fields.map((field, i) => toValue(row[i], field.dataType.kind));
  const unknown = Object.keys(row).find((name) => schema.fields.every((field) => field.name !== name));
  if (unknown !== undefined) {
    const columns = schema.fields.map((field) => field.name).join(', ');
    throw new TypeError(`The memory stream has no column "${unknown}"; its columns are ${columns}.`);
  }
  return schema.fields.map((field) => toValue(row[field.name], field.dataType.kind));
}

const isPositional = (row: MemoryRow): row is Row => Array.isArray(row);

/** Lets tests write plain values at the top level of a row; nested ones are given in the canonical form. */
function toValue(value: unknown, kind: string): Value {
  if (value === undefined || value === null) return null;
  if (kind === 'timestamp' && value instanceof Date) return Timestamp.fromDate(value);
  if (kind === 'timestamp' && typeof value === 'string') return Timestamp.fromDate(new Date(value));
  if (kind === 'long' && typeof value === 'number') return BigInt(value);
  return value as Value;
}
