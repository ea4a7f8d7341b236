import { duckDbType, quoteIdentifier } from '../../expression/duckdb-sql.ts';
import type { DataType } from '../../types/data-type.ts';
import { globPath, quoteTexts } from '../sql-text.ts';
import { emptySelect } from './json.ts';
import { dataSchema, type Reader, selectList } from './reader-context.ts';

/** Whatever unit and zone mark a file's timestamps have, their number counts from 1970 in UTC. */
const CONVERSIONS: Partial<Record<DataType['kind'], (column: string) => string>> = {
  timestamp: (column) => `make_timestamptz(epoch_us(${column}))`,
  timestamp_ntz: (column) => `make_timestamp(epoch_us(${column}))`,
};

/** Reads columns by name, without regard to case; one that a file lacks is null. */
export const readParquet: Reader = (request) => {
  const { files, schema } = request;
  if (files.length === 0) return emptySelect(schema);
  const paths = quoteTexts(files.map((file) => globPath(file.path)));
  const wanted = dataSchema(request).fields.map((field) => `NULL AS ${quoteIdentifier(field.name)}`);
  const nothing = `SELECT ${['NULL AS __file', ...wanted].join(', ')} WHERE false`;
  const rows = `SELECT *, CAST(file_index AS BIGINT) AS __file FROM read_parquet(${paths}, union_by_name = true, hive_partitioning = false)`;
  const column = (name: string, type: DataType): string =>
    CONVERSIONS[type.kind]?.(quoteIdentifier(name)) ?? `CAST(${quoteIdentifier(name)} AS ${duckDbType(type)})`;
  return `SELECT ${selectList(request, '__file', column)} FROM (${rows} UNION ALL BY NAME ${nothing})`;
};
