import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBStructType,
  type DuckDBType,
  FLOAT,
  INTEGER,
  INTERVAL,
  LIST,
  MAP,
  SMALLINT,
  TIMESTAMP,
  TIMESTAMPTZ,
  TINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import type { AtomicKind, DataType } from '../types/data-type.ts';

const ATOMIC: Record<AtomicKind, DuckDBType> = {
  null: INTEGER,
  boolean: BOOLEAN,
  byte: TINYINT,
  short: SMALLINT,
  integer: INTEGER,
  long: BIGINT,
  float: FLOAT,
  double: DOUBLE,
  string: VARCHAR,
  binary: BLOB,
  date: DATE,
  timestamp: TIMESTAMPTZ,
  timestamp_ntz: TIMESTAMP,
  calendarInterval: INTERVAL,
};

/** The DuckDB type that stores a Spark type: day-time intervals are BIGINT microseconds, year-month intervals INTEGER months. */
export function columnType(type: DataType): DuckDBType {
  switch (type.kind) {
    case 'decimal':
      return DECIMAL(type.precision, type.scale);
    case 'dayTimeInterval':
      return BIGINT;
    case 'yearMonthInterval':
      return INTEGER;
    case 'array':
      return LIST(columnType(type.elementType));
    case 'map':
      return MAP(columnType(type.keyType), columnType(type.valueType));
    case 'struct':
      return new DuckDBStructType(
        type.fields.map((field) => field.name),
        type.fields.map((field) => columnType(field.dataType)),
      );
    default:
      return ATOMIC[type.kind];
  }
}
