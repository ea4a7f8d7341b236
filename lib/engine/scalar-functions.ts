import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DOUBLE,
  type DuckDBConnection,
  DuckDBScalarFunction,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  listValue,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import type { UserFunction } from '../contracts/executor.ts';
import { ExecutionError, MillraceError } from '../errors/index.ts';
import type { BuiltinJsFunction } from '../expression/function-record.ts';
import type { Value } from '../types/value.ts';
import { columnType } from './column-type.ts';
import { fromDuckDb } from './from-duckdb.ts';
import { toDuckDb } from './to-duckdb.ts';

/** Where a function leaves the error it threw, since DuckDB carries only its text. */
export interface FaultSlot {
  fault: Error | undefined;
}

interface CompiledFunction {
  readonly name: string;
  readonly argumentTypes: readonly DuckDBType[];
  readonly returnType: DuckDBType;
  /** Whether a row with a null argument is null without a call. */
  readonly skipsNulls: boolean;
  readonly call: (args: readonly DuckDBValue[]) => DuckDBValue;
}

/** Makes a function of the user callable by its name in SQL; it sees nulls, as Spark's do. */
export function registerUserFunction(connection: DuckDBConnection, fn: UserFunction, slot: FaultSlot): void {
  const inward = fn.argumentTypes.map((type) => fromDuckDb(type));
  const outward = toDuckDb(fn.returnType);
  register(connection, slot, {
    name: fn.name,
    argumentTypes: fn.argumentTypes.map(columnType),
    returnType: columnType(fn.returnType),
    skipsNulls: false,
    call: (args) => {
      const values = args.map((arg, index) => (arg === null ? null : (inward[index]?.(arg) ?? (arg as Value))));
      const result = fn.call(...values);
      return result === null || result === undefined ? null : outward(result);
    },
  });
}

const micros = (value: DuckDBValue): unknown =>
  value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue ? value.micros : value;

const asMicros =
  (wrap: (value: bigint) => DuckDBValue) =>
  (value: unknown): DuckDBValue =>
    wrap(value as bigint);

/** DuckDB types of built-in JavaScript functions; timestamps go in and out as microseconds. */
const BUILTIN_TYPES: Record<string, { readonly type: DuckDBType; readonly wrap?: (value: unknown) => DuckDBValue }> = {
  BIGINT: { type: BIGINT },
  BLOB: { type: BLOB },
  BOOLEAN: { type: BOOLEAN },
  DATE: { type: DATE },
  DOUBLE: { type: DOUBLE },
  FLOAT: { type: FLOAT },
  INTEGER: { type: INTEGER },
  TIMESTAMP: { type: TIMESTAMP, wrap: asMicros((value) => new DuckDBTimestampValue(value)) },
  TIMESTAMPTZ: { type: TIMESTAMPTZ, wrap: asMicros((value) => new DuckDBTimestampTZValue(value)) },
  VARCHAR: { type: VARCHAR },
};

function builtinType(name: string): { readonly type: DuckDBType; readonly wrap: (value: unknown) => DuckDBValue } {
  if (name.endsWith('[]')) {
    const element = builtinType(name.slice(0, -2));
    return {
      type: LIST(element.type),
      wrap: (value) => listValue((value as readonly unknown[]).map(element.wrap)),
    };
  }
  const found = BUILTIN_TYPES[name];
  if (found === undefined)
    throw new ExecutionError('INTERNAL_ERROR', { message: `a built-in function uses the DuckDB type ${name}` });
  return { type: found.type, wrap: found.wrap ?? ((value) => value as DuckDBValue) };
}

/** Makes a built-in that is written in JavaScript callable by its `sqlName`. */
export function registerBuiltinFunction(connection: DuckDBConnection, fn: BuiltinJsFunction, slot: FaultSlot): void {
  const returned = builtinType(fn.returnType);
  const call = fn.call as (...args: readonly unknown[]) => unknown;
  register(connection, slot, {
    name: fn.sqlName,
    argumentTypes: fn.argumentTypes.map((name) => builtinType(name).type),
    returnType: returned.type,
    skipsNulls: true,
    call: (args) => {
      const result = call(...args.map(builtinArgument));
      return result === null || result === undefined ? null : returned.wrap(result);
    },
  });
}

const builtinArgument = (value: DuckDBValue): unknown =>
  value !== null && typeof value === 'object' && 'items' in value ? value.items.map(builtinArgument) : micros(value);

function register(connection: DuckDBConnection, slot: FaultSlot, fn: CompiledFunction): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: fn.name,
      parameterTypes: fn.argumentTypes,
      returnType: fn.returnType,
      specialHandling: true,
      volatile: fn.argumentTypes.length === 0,
      mainFunction: (info, chunk, output) => {
        try {
          const vectors = fn.argumentTypes.map((_, index) => chunk.getColumnVector(index));
          const count = chunk.rowCount;
          for (let row = 0; row < count; row++) {
            const args = vectors.map((vector) => vector.getItem(row));
            output.setItem(row, fn.skipsNulls && args.includes(null) ? null : fn.call(args));
          }
          output.flush();
        } catch (cause) {
          slot.fault ??= functionFault(fn.name, cause);
          info.setError(slot.fault.message);
        }
      },
    }),
  );
}

function functionFault(name: string, cause: unknown): Error {
  if (cause instanceof MillraceError) return cause;
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new ExecutionError('FAILED_EXECUTE_UDF', { functionName: name, reason }, { cause });
}
