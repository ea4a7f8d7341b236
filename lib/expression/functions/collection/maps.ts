import { AnalysisError } from '../../../errors/index.ts';
import {
  arrayType,
  BooleanType,
  type DataType,
  type MapType,
  mapType,
  NullType,
  StringType,
  sqlName,
  structField,
  structType,
} from '../../../types/data-type.ts';
import { castTo, commonType, tightestCommonType } from '../../coercion.ts';
import { duckDbType, faultSql, quoteString } from '../../duckdb-sql.ts';
import { type Call, call, type Expr } from '../../expr.ts';
import type { EvaluationContext, FunctionRecord, Signature } from '../../function-record.ts';
import { checkedMap } from '../../map-sql.ts';
import { checkMapKey, differentEntries, differentTypes, wrongNumberOfArguments } from '../../mismatch.ts';
import { nameOf } from '../../name-of.ts';
import { isNullable, typeOf } from '../../type-of.ts';
import { ANY, ARRAY, MAP, type TypeRule } from '../../type-rule.ts';
import { elementOf, firstType, typeAt } from '../arguments.ts';
import { scalar, scalarBy } from '../define.ts';
import { nullTyped } from './array-arguments.ts';
import { hasNull } from './list-sql.ts';
import { differentKey, mapOf } from './map-arguments.ts';

/** A map and a key of it: both take the common type. */
function withKey(name: string) {
  return (args: readonly Expr[], context: EvaluationContext): readonly Expr[] => {
    const [map, key] = args as [Expr, Expr];
    if (typeOf(key).kind === 'null') nullTyped(name, args);
    const { keyType, valueType } = mapOf(args);
    const common = tightestCommonType(keyType, typeOf(key), context) ?? differentKey(name, args);
    return [castTo(map, mapType(common, valueType), context), castTo(key, common, context)];
  };
}

function resolveMap(args: readonly Expr[], context: EvaluationContext): Signature {
  if (args.length % 2 !== 0) wrongNumberOfArguments(call('map', args), '2n (n > 0)');
  const [keys, values] = [args.filter((_, i) => i % 2 === 0), args.filter((_, i) => i % 2 === 1)];
  const key =
    keys.length === 0 ? NullType : (commonType(keys.map(typeOf), context) ?? differentEntries('KEY', args, keys));
  const value =
    values.length === 0
      ? NullType
      : (commonType(values.map(typeOf), context) ?? differentEntries('VALUE', args, values));
  checkMapKey('map', args, key);
  return {
    args: args.map((arg, i) => castTo(arg, i % 2 === 0 ? key : value, context)),
    dataType: mapType(key, value),
    nullable: false,
  };
}

function mapSql(args: readonly string[], expr: Call): string {
  const type = expr.dataType as MapType;
  const keys = args.filter((_, i) => i % 2 === 0);
  const values = args.filter((_, i) => i % 2 === 1);
  const lists = [
    `CAST([${keys.join(', ')}] AS ${duckDbType(type.keyType)}[])`,
    `CAST([${values.join(', ')}] AS ${duckDbType(type.valueType)}[])`,
  ] as const;
  const constants = expr.args
    .filter((_, i) => i % 2 === 0)
    .map((arg) => (arg.kind === 'Literal' && arg.value !== null ? String(arg.value) : undefined));
  const safe = constants.every((c) => c !== undefined) && new Set(constants).size === constants.length;
  return safe ? `map(${lists[0]}, ${lists[1]})` : checkedMap(...lists);
}

function resolveMapConcat(args: readonly Expr[], context: EvaluationContext): Signature {
  const types = args.map(typeOf);
  if (types.some((type) => type.kind !== 'map' && type.kind !== 'null')) {
    throw new AnalysisError('DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES', {
      sqlExpr: nameOf(call('map_concat', args)),
      dataType: types.map((type) => `"${sqlName(type)}"`).join(', '),
    });
  }
  const common = types.reduce<DataType | undefined>((a, b) => a && tightestCommonType(a, b, context), NullType);
  if (common === undefined) differentTypes('map_concat', args);
  const type = common.kind === 'null' ? mapType(StringType, StringType) : common;
  return { args: args.map((arg) => castTo(arg, type, context)), dataType: type, nullable: args.some(isNullable) };
}

const entryType = (map: MapType): DataType =>
  structType([structField('key', map.keyType, false), structField('value', map.valueType)]);

const ENTRIES: TypeRule = {
  words: '"ARRAY" of pair "STRUCT"',
  accepts: (t) => t.kind === 'array' && t.elementType.kind === 'struct' && t.elementType.fields.length === 2,
  target: undefined,
};

const entryTypes = (args: readonly Expr[]): MapType => {
  const struct = elementOf(firstType(args));
  const [key, value] = struct.kind === 'struct' ? struct.fields : [];
  return mapType(key?.dataType ?? NullType, value?.dataType ?? NullType);
};

/** Maps. */
export const mapFunctions: readonly FunctionRecord[] = [
  scalarBy(['map', 'map(key, value, …)', 'A map of the pairs.'], resolveMap, mapSql),
  scalar(['map_keys', 'map_keys(map)', 'The keys.'], {
    params: [MAP],
    returns: (args) => arrayType(mapOf(args).keyType),
    sql: ([m]) => `map_keys(${m})`,
  }),
  scalar(['map_values', 'map_values(map)', 'The values.'], {
    params: [MAP],
    returns: (args) => arrayType(mapOf(args).valueType),
    sql: ([m]) => `map_values(${m})`,
  }),
  scalar(['map_entries', 'map_entries(map)', 'The pairs, as structs of key and value.'], {
    params: [MAP],
    returns: (args) => arrayType(entryType(mapOf(args))),
    sql: ([m]) => `map_entries(${m})`,
  }),
  scalar(['map_from_arrays', 'map_from_arrays(keys, values)', 'A map out of two arrays.'], {
    params: [ARRAY, ARRAY],
    returns: (args) => mapType(elementOf(typeAt(args, 0)), elementOf(typeAt(args, 1))),
    sql: ([k, v]) =>
      `CASE WHEN len(${k}) <> len(${v}) THEN ${faultSql('_LEGACY_ERROR_TEMP_2128')} WHEN ${k} IS NOT NULL AND ${v} IS NOT NULL THEN ${checkedMap(k, v)} END`,
  }),
  scalar(['map_from_entries', 'map_from_entries(array)', 'A map out of an array of pairs.'], {
    params: [ENTRIES],
    returns: entryTypes,
    sql: ([x], expr) => {
      const struct = elementOf(firstType(expr.args));
      const [key, value] = struct.kind === 'struct' ? struct.fields.map((f) => quoteString(f.name)) : [];
      const list = (field: string | undefined): string => `list_transform(${x}, lambda e: struct_extract(e, ${field}))`;
      return `CASE WHEN NOT ${hasNull(x)} THEN ${checkedMap(list(key), list(value))} END`;
    },
  }),
  scalarBy(['map_concat', 'map_concat(map, …)', 'The pairs of all maps.'], resolveMapConcat, (args, expr) => {
    const type = expr.dataType as MapType;
    if (args.length === 0) return `CAST(MAP {} AS ${duckDbType(type)})`;
    const of = (field: string): string =>
      args.map((m) => `map_${field}(${m})`).reduce((a, b) => `list_concat(${a}, ${b})`);
    return `CASE WHEN ${args.map((m) => `${m} IS NOT NULL`).join(' AND ')} THEN ${checkedMap(of('keys'), of('values'))} END`;
  }),
  scalar(['map_contains_key', 'map_contains_key(map, key)', 'Whether the map has a key.'], {
    params: [MAP, ANY],
    refine: withKey('map_contains_key'),
    returns: BooleanType,
    sql: ([m, k]) => `list_contains(map_keys(${m}), ${k})`,
  }),
];
