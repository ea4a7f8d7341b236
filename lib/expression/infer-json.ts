import { AnalysisError } from '../errors/index.ts';
import {
  BooleanType,
  type DataType,
  DoubleType,
  decimalType,
  LongType,
  NullType,
  StringType,
  structType,
} from '../types/data-type.ts';
import { JsonNumber, type JsonTree } from './builtins/json-reader.ts';
import { MAX_INFERRED_DIGITS, numberDigits } from './inferred-number.ts';
import { JsonShape, settledType } from './json-shape.ts';

/** What `schema_of_json` may be told. */
export interface InferJsonOptions {
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
}

/** The type of a JSON value as Spark infers it; what is null throughout is a text. */
export function inferJson(tree: JsonTree, options: InferJsonOptions): DataType {
  const shape = new JsonShape();
  look(tree, shape, options);
  return settledType(shape.type()) ?? (tree instanceof Map ? structType([]) : StringType);
}

function look(tree: JsonTree, shape: JsonShape, options: InferJsonOptions): void {
  if (Array.isArray(tree)) {
    const element = shape.array();
    for (const item of tree as readonly JsonTree[]) look(item, element, options);
  } else if (tree instanceof Map) {
    shape.object();
    for (const [name, value] of tree as ReadonlyMap<string, JsonTree>) look(value, shape.field(name), options);
  } else shape.addAtom(atomType(tree, options));
}

function atomType(tree: JsonTree, options: InferJsonOptions): DataType {
  if (tree === null || tree === '') return NullType;
  if (typeof tree === 'string' || options.primitivesAsString) return StringType;
  return tree instanceof JsonNumber ? jsonNumberType(tree.raw, options.prefersDecimal) : BooleanType;
}

/** The type of a number by its text; NaN and the infinities are doubles. */
export function jsonNumberType(raw: string, prefersDecimal: boolean): DataType {
  const isWhole = /^-?\d+$/.test(raw);
  if (isWhole && (raw.length < 19 || BigInt.asIntN(64, BigInt(raw)) === BigInt(raw))) return LongType;
  const digits = isWhole || prefersDecimal ? numberDigits(raw) : undefined;
  const precision = digits && Math.max(digits.precision, digits.scale);
  if (digits === undefined || precision === undefined || precision > MAX_INFERRED_DIGITS) return DoubleType;
  if (digits.scale < 0) throw new AnalysisError('NEGATIVE_SCALE_DISALLOWED', { scale: digits.scale });
  return decimalType(precision, digits.scale);
}
