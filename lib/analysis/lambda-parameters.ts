import type { Call } from '../expression/expr.ts';
import { type DataType, IntegerType, NullType } from '../types/data-type.ts';

type Types = readonly DataType[];

const element = (type: DataType | undefined): DataType => (type?.kind === 'array' ? type.elementType : NullType);
const key = (type: DataType | undefined): DataType => (type?.kind === 'map' ? type.keyType : NullType);
const value = (type: DataType | undefined): DataType => (type?.kind === 'map' ? type.valueType : NullType);

const overElements = ([array]: Types): readonly Types[] => [[element(array), IntegerType]];
const overEntries = ([map]: Types): readonly Types[] => [[key(map), value(map)]];
const fold = ([array, start]: Types): readonly Types[] => [[start ?? NullType, element(array)], [start ?? NullType]];

/** Per function: the parameter types of each of its lambdas, out of the types of its other arguments. */
const LAMBDAS: Readonly<Record<string, (args: Types) => readonly Types[]>> = Object.freeze({
  aggregate: fold,
  array_sort: ([array]) => [[element(array), element(array)]],
  exists: ([array]) => [[element(array)]],
  filter: overElements,
  forall: ([array]) => [[element(array)]],
  map_filter: overEntries,
  map_zip_with: ([a, b]) => [[key(a), value(a), value(b)]],
  reduce: fold,
  transform: overElements,
  transform_keys: overEntries,
  transform_values: overEntries,
  zip_with: ([a, b]) => [[element(a), element(b)]],
});

/** Functions with two values before their lambdas; the others have one. */
const TWO_VALUES: ReadonlySet<string> = new Set(['aggregate', 'map_zip_with', 'reduce', 'zip_with']);

/** Whether the argument at an index is a lambda, or a value that stands for one that gives it whatever it is given. */
export const takesLambda = (functionName: string, index: number): boolean =>
  Object.hasOwn(LAMBDAS, functionName) && index >= (TWO_VALUES.has(functionName) ? 2 : 1);

/** Functions whose lambda may do without the index of the element. */
const INDEX_LEFT_OUT: ReadonlySet<string> = new Set(['filter', 'transform']);

/** Whether a lambda of the function may have fewer parameters than it is given values. */
export const takesFewer = (functionName: string): boolean => INDEX_LEFT_OUT.has(functionName);

/** Whether a call has a lambda among its arguments. */
export const isHigherOrder = (expr: Call): boolean => expr.args.some((arg) => arg.kind === 'LambdaFunction');

/** The types of the parameters of each lambda argument, in order. */
export const lambdaParameterTypes = (functionName: string, args: Types): readonly Types[] =>
  LAMBDAS[functionName]?.(args) ?? [];
