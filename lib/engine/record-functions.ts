import type { DuckDBConnection } from '@duckdb/node-api';
import type { RecordFunction } from './readers/reader-context.ts';
import { type FaultSlot, registerBuiltinFunction } from './scalar-functions.ts';

/** Registers the JavaScript halves of readers on a connection, each once. */
export function recordFunctions(
  connection: DuckDBConnection,
  slot: FaultSlot,
): (key: string, make: () => RecordFunction) => string {
  const names = new Map<string, string>();
  return (key, make) => {
    const known = names.get(key);
    if (known !== undefined) return known;
    const sqlName = `mr_record_${names.size}`;
    const call = make();
    registerBuiltinFunction(
      connection,
      { sqlName, argumentTypes: ['VARCHAR', 'VARCHAR'], returnType: 'VARCHAR', call },
      slot,
    );
    names.set(key, sqlName);
    return sqlName;
  };
}
