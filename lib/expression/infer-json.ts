import {
  arrayType,
  BooleanType,
  type DataType,
  DoubleType,
  decimalType,
  LongType,
  NullType,
  StringType,
  structField,
  structType,
} from '../types/data-type.ts';
import { JsonNumber, type JsonTree } from './builtins/json-reader.ts';
import { widerDecimal } from './decimal-types.ts';

/** What `schema_of_json` may be told. */
export interface InferJsonOptions {
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
}

/** The type of a JSON value as Spark infers it; what is null throughout is a text. */
export const inferJson = (tree: JsonTree, options: InferJsonOptions): DataType =>
  settled(inferred(tree, options)) ?? (tree instanceof Map ? structType([]) : StringType);

function inferred(tree: JsonTree, options: InferJsonOptions): DataType {
  if (tree === null || tree === '') return NullType;
  if (Array.isArray(tree))
    return arrayType(tree.map((item: JsonTree) => inferred(item, options)).reduce<DataType>(merged, NullType));
  if (tree instanceof Map) {
    const members = [...(tree as ReadonlyMap<string, JsonTree>)].sort(([a], [b]) => (a < b ? -1 : 1));
    return structType(members.map(([name, value]) => structField(name, inferred(value, options))));
  }
  if (typeof tree === 'string' || options.primitivesAsString) return StringType;
  return tree instanceof JsonNumber ? numberType(tree.raw, options) : BooleanType;
}

function numberType(raw: string, { prefersDecimal }: InferJsonOptions): DataType {
  const [, digits = '', fraction = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(raw) ?? [];
  if (digits !== '' && fraction === '' && !raw.includes('.')) {
    const value = BigInt(raw);
    if (BigInt.asIntN(64, value) === value) return LongType;
    return digits.length <= 38 ? decimalType(digits.length, 0) : DoubleType;
  }
  const precision = digits.replace(/^0+/, '').length + fraction.length;
  return prefersDecimal && digits !== '' && precision <= 38
    ? decimalType(Math.max(precision, 1), fraction.length)
    : DoubleType;
}

/** The type that holds values of both. */
function merged(a: DataType, b: DataType): DataType {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (a.kind === 'struct' && b.kind === 'struct') {
    const names = [...new Set([...a.fields, ...b.fields].map((f) => f.name))].sort();
    const typeIn = (type: typeof a, name: string): DataType =>
      type.fields.find((f) => f.name === name)?.dataType ?? NullType;
    return structType(names.map((name) => structField(name, merged(typeIn(a, name), typeIn(b, name)))));
  }
  if (a.kind === 'array' && b.kind === 'array') return arrayType(merged(a.elementType, b.elementType));
  if (a.kind === b.kind && a.kind !== 'decimal') return a;
  const [x, y] = [a, b].map((type) => (type.kind === 'long' ? decimalType(20, 0) : type));
  if (x?.kind === 'decimal' && y?.kind === 'decimal') return widerDecimal(x, y);
  const numbers = ['long', 'decimal', 'double'];
  return numbers.includes(a.kind) && numbers.includes(b.kind) ? DoubleType : StringType;
}

/** Without structs that have no fields; text in place of null. */
function settled(type: DataType): DataType | undefined {
  if (type.kind === 'null') return StringType;
  if (type.kind === 'array') {
    const element = settled(type.elementType);
    return element && arrayType(element);
  }
  if (type.kind !== 'struct') return type;
  const fields = type.fields.flatMap((f) => {
    const kept = settled(f.dataType);
    return kept === undefined ? [] : [structField(f.name, kept)];
  });
  return fields.length === 0 ? undefined : structType(fields);
}
