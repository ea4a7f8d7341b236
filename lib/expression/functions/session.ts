import { StringType } from '../../types/data-type.ts';
import { quoteString } from '../duckdb-sql.ts';
import type { FunctionRecord } from '../function-record.ts';
import { type Head, scalar } from './define.ts';

const constant = (head: Head, value: string): FunctionRecord =>
  scalar(head, { params: [], returns: StringType, nullable: false, sql: () => quoteString(value) });

/** Names of the session's catalog and database: a session has one of each, under Spark's names. */
export const sessionFunctions: readonly FunctionRecord[] = [
  constant(['current_catalog', 'current_catalog()', 'The catalog: always spark_catalog.'], 'spark_catalog'),
  constant(['current_schema', 'current_schema()', 'The database: always default.', 'current_database'], 'default'),
];
