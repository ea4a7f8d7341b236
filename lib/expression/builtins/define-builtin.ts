import type { ConditionName, ConditionParams } from '../../errors/index.ts';
import { ExecutionError } from '../../errors/index.ts';
import type { BuiltinJsFunction } from '../function-record.ts';

/** A builtin by its signature: `mr_pow(DOUBLE, DOUBLE) DOUBLE`. */
export function builtin(signature: string, call: BuiltinJsFunction['call']): BuiltinJsFunction {
  const [, sqlName = '', types = '', returnType = ''] = /^(\w+)\((.*)\) (.+)$/.exec(signature) ?? [];
  const argumentTypes = types === '' ? [] : types.split(', ');
  return Object.freeze({ sqlName, argumentTypes, returnType, call });
}

/** Stops the query with a condition of Spark's. */
export function fail(condition: ConditionName, params: ConditionParams): never {
  throw new ExecutionError(condition, params);
}
