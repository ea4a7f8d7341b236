import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBInstance,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api';
import { ExecutionError } from '../errors/index.ts';
import { builtinJsFunctions } from './builtins/builtin-js-functions.ts';
import { faultOf } from './duckdb-faults.ts';
import type { BuiltinJsFunction } from './function-record.ts';

const TYPES: Readonly<Record<string, DuckDBType>> = { BIGINT, BOOLEAN, DOUBLE, INTEGER, VARCHAR };

const typeOfName = (name: string): DuckDBType =>
  name.endsWith('[]') ? LIST(typeOfName(name.slice(0, -2))) : (TYPES[name] ?? VARCHAR);

const inward = (value: DuckDBValue): unknown =>
  value !== null && typeof value === 'object' && 'items' in value ? value.items : value;
const outward = (value: unknown): DuckDBValue =>
  Array.isArray(value) ? listValue(value as DuckDBValue[]) : ((value ?? null) as DuckDBValue);

function scalarFunction(fn: BuiltinJsFunction, thrown: unknown[]): DuckDBScalarFunction {
  const call = fn.call as (...args: readonly unknown[]) => unknown;
  return DuckDBScalarFunction.create({
    name: fn.sqlName,
    parameterTypes: fn.argumentTypes.map(typeOfName),
    returnType: typeOfName(fn.returnType),
    specialHandling: true,
    mainFunction: (info, chunk, output) => {
      try {
        const vectors = fn.argumentTypes.map((_, i) => chunk.getColumnVector(i));
        for (let row = 0; row < chunk.rowCount; row++) {
          const args = vectors.map((vector) => vector.getItem(row));
          output.setItem(row, args.includes(null) ? null : outward(call(...args.map(inward))));
        }
        output.flush();
      } catch (error) {
        thrown.push(error);
        info.setError(error instanceof Error ? error.message : String(error));
      }
    },
  });
}

/** What DuckDB raised, in Spark's words where it is a fault of the data. */
function spoken(error: unknown): unknown {
  const fault = error instanceof Error ? faultOf(error.message) : undefined;
  return fault === undefined ? error : new ExecutionError(fault.condition, fault.params, { cause: error });
}

/** A DuckDB with the builtins, for tests of printed SQL: gives the rows of a statement as JSON, one thread. */
export interface TestDatabase extends AsyncDisposable {
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
}

/** Opens a {@link TestDatabase} in a session time zone. */
export async function openTestDatabase(timeZone = 'UTC'): Promise<TestDatabase> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = '${timeZone}'`);
  const thrown: unknown[] = [];
  for (const fn of builtinJsFunctions) connection.registerScalarFunction(scalarFunction(fn, thrown));
  return {
    rows: async (sql) => {
      try {
        return (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][];
      } catch (error) {
        throw thrown.splice(0)[0] ?? spoken(error);
      }
    },
    [Symbol.asyncDispose]: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
