import { type DataType, isIntegral, type StructField, type StructType, sqlName } from '../../types/data-type.ts';
import { hasZone } from '../../types/time/pattern-parts.ts';
import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin, fail } from './define-builtin.ts';
import {
  type JsonLiberties,
  JsonNumber,
  JsonReader,
  type JsonTree,
  jsonText,
  membersOf,
  USUAL_LIBERTIES,
} from './json-reader.ts';
import { copiedJson } from './json-text.ts';
import { parsePattern } from './time-pattern.ts';

/** Options of from_json, by name in lower case. */
export type JsonReadOptions = Readonly<Partial<Record<string, string>>>;

/** The reading of one document. */
interface Reading {
  readonly options: JsonReadOptions;
  /** Called where a field of a struct cannot be read. */
  readonly onBadField: (field: StructField, tree: JsonTree) => void;
}

/** What DuckDB reads as a value of the type, as JSON; undefined where Spark finds the value bad. */
type Converter = (tree: JsonTree, type: DataType, reading: Reading) => JsonTree | undefined;

const BITS: Readonly<Partial<Record<DataType['kind'], number>>> = { byte: 8, short: 16, integer: 32, long: 64 };

function toIntegral(tree: JsonTree, type: DataType): JsonTree | undefined {
  if (!(tree instanceof JsonNumber) || !/^-?\d+$/.test(tree.raw)) return undefined;
  const value = BigInt(tree.raw);
  return BigInt.asIntN(BITS[type.kind] ?? 64, value) === value ? tree : undefined;
}

const SPECIAL: Readonly<Record<string, string>> = {
  NaN: 'NaN',
  Infinity: 'Infinity',
  '+Infinity': 'Infinity',
  '-Infinity': '-Infinity',
  INF: 'Infinity',
  '+INF': 'Infinity',
  '-INF': '-Infinity',
};

function toDouble(tree: JsonTree): JsonTree | undefined {
  if (tree instanceof JsonNumber) return SPECIAL[tree.raw] ?? tree;
  return typeof tree === 'string' ? SPECIAL[tree] : undefined;
}

function toDecimal(tree: JsonTree, type: DataType): JsonTree | undefined {
  const text = tree instanceof JsonNumber ? tree.raw : typeof tree === 'string' ? tree.trim() : '';
  if (type.kind !== 'decimal' || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  return Math.abs(Number(text)) < 10 ** (type.precision - type.scale) ? text : undefined;
}

const toText = (tree: JsonTree): string => (typeof tree === 'string' ? tree : copiedJson(tree));

/** Microseconds as text: `2024-01-01 00:00:00.000000`. */
function microsText(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19).replace('T', ' ');
  return `${seconds}.${String(fraction).padStart(6, '0')}`;
}

function toTimestamp(tree: JsonTree, _: DataType, reading: Reading): JsonTree | undefined {
  if (tree instanceof JsonNumber)
    return /^-?\d+$/.test(tree.raw) ? `${microsText(BigInt(tree.raw) * 1_000_000n)}+00` : undefined;
  if (typeof tree !== 'string') return undefined;
  const pattern = reading.options['timestampformat'];
  if (pattern === undefined) return tree;
  const micros = parsePattern(tree, pattern);
  if (micros === null) return undefined;
  return hasZone(pattern) ? `${microsText(micros)}+00` : microsText(micros);
}

/** The end of a text that names a zone. */
const ZONED = /(?:[Zz]|:\d\d(?:\.\d*)?\s*[+-][\d:]+|[A-Za-z]{2,}.*)$/;

const toWallClock = (tree: JsonTree): JsonTree | undefined =>
  typeof tree === 'string' && !ZONED.test(tree) ? tree : undefined;

function toDate(tree: JsonTree, _: DataType, reading: Reading): JsonTree | undefined {
  if (typeof tree !== 'string') return undefined;
  const pattern = reading.options['dateformat'];
  if (pattern === undefined) return tree;
  const micros = parsePattern(tree, pattern);
  return micros === null ? undefined : microsText(micros).slice(0, 10);
}

/** All elements or nothing: one bad element spoils a list or a map. */
function toArray(tree: JsonTree, type: DataType, reading: Reading): JsonTree | undefined {
  if (type.kind !== 'array' || !Array.isArray(tree)) return undefined;
  const items = tree.map((item: JsonTree) => convert(item, type.elementType, reading));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function toMap(tree: JsonTree, type: DataType, reading: Reading): JsonTree | undefined {
  if (type.kind !== 'map' || !(tree instanceof Map)) return undefined;
  const entries = [...(tree as ReadonlyMap<string, JsonTree>)].map(
    ([key, value]) => [key, convert(value, type.valueType, reading)] as const,
  );
  const good = entries.filter((entry): entry is readonly [string, JsonTree] => entry[1] !== undefined);
  return good.length === entries.length ? new Map(good) : undefined;
}

/** A bad field is null, the others stand. */
function toStruct(tree: JsonTree, type: DataType, reading: Reading): JsonTree | undefined {
  if (type.kind !== 'struct' || !(tree instanceof Map)) return undefined;
  const values = new Map<string, JsonTree>(type.fields.map((f) => [f.name, null]));
  const fields = new Map(type.fields.map((f) => [f.name, f]));
  for (const [name, member] of membersOf(tree as ReadonlyMap<string, JsonTree>)) {
    const field = fields.get(name);
    if (field === undefined) continue;
    const value = convert(member, field.dataType, reading);
    if (value === undefined) reading.onBadField(field, member);
    else values.set(name, value);
  }
  return values;
}

/** Base64 stays as it is; SQL decodes it. */
const toBinary = (tree: JsonTree): JsonTree | undefined => (typeof tree === 'string' ? tree : undefined);

const CONVERTERS: Readonly<Partial<Record<DataType['kind'], Converter>>> = {
  boolean: (tree) => (typeof tree === 'boolean' ? tree : undefined),
  float: toDouble,
  double: toDouble,
  decimal: toDecimal,
  string: toText,
  binary: toBinary,
  date: toDate,
  timestamp: toTimestamp,
  timestamp_ntz: toWallClock,
  array: toArray,
  map: toMap,
  struct: toStruct,
};

function convert(tree: JsonTree, type: DataType, reading: Reading): JsonTree | undefined {
  if (tree === null) return null;
  return isIntegral(type) ? toIntegral(tree, type) : CONVERTERS[type.kind]?.(tree, type, reading);
}

/** A value of a type, as {@link convert} gives it, outside of a document. */
export const convertField = (tree: JsonTree, type: DataType, options: JsonReadOptions): JsonTree | undefined =>
  convert(tree, type, { options, onBadField: () => {} });

/** The syntax that the options allow. */
export function readerLiberties(options: JsonReadOptions): JsonLiberties {
  const allowed = Object.entries(USUAL_LIBERTIES).map(([name, usual]) => {
    const given = options[name.toLowerCase()];
    return [name, given === undefined ? usual : given.toLowerCase() === 'true'] as const;
  });
  return { ...USUAL_LIBERTIES, ...Object.fromEntries(allowed) };
}

/** The value of a document, or undefined where it is none of the type. One object stands for an array of one. */
function documentValue(text: string, type: DataType, reading: Reading): JsonTree | undefined {
  const tree = JsonReader.read(text, readerLiberties(reading.options)) ?? undefined;
  if (tree === undefined) return undefined;
  const single = type.kind === 'array' && type.elementType.kind === 'struct' && tree instanceof Map;
  return convert(single ? [tree] : tree, type, reading);
}

/** The fields of a struct with nulls. */
const emptyStruct = (type: StructType): JsonTree => new Map(type.fields.map((f) => [f.name, null]));

/** Where the schema has the column for it, what could not be read whole is kept there as it came. */
const corruptColumn = (type: StructType, options: JsonReadOptions): string | undefined => {
  const name = options['columnnameofcorruptrecord'] ?? '_corrupt_record';
  return type.fields.some((f) => f.name === name && f.dataType.kind === 'string') ? name : undefined;
};

/** Jackson's name for the token a value begins with. */
function tokenType(tree: JsonTree): string {
  if (tree instanceof JsonNumber) return /^-?\d+$/.test(tree.raw) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT';
  if (typeof tree === 'object') return Array.isArray(tree) ? 'START_ARRAY' : 'START_OBJECT';
  return typeof tree === 'string' ? 'VALUE_STRING' : `VALUE_${String(tree).toUpperCase()}`;
}

function badField(field: StructField, tree: JsonTree): never {
  const jsonType = tokenType(tree);
  const opening = jsonType === 'START_ARRAY' ? '[' : '{';
  return fail('CANNOT_PARSE_JSON_FIELD', {
    fieldName: `'${field.name}'`,
    fieldValue: jsonType.startsWith('START') ? opening : toText(tree),
    jsonType,
    dataType: `"${sqlName(field.dataType)}"`,
  });
}

const MODES: readonly string[] = ['PERMISSIVE', 'FAILFAST'];

function modeOf(options: JsonReadOptions): string {
  const mode = options['mode']?.toUpperCase() ?? 'PERMISSIVE';
  if (MODES.includes(mode)) return mode;
  return fail('PARSE_MODE_UNSUPPORTED', { funcName: '`from_json`', mode });
}

/** The value of a document under a schema, as JSON DuckDB can cast; what is no such document gives a struct of nulls, or null. */
function normalise(text: string, type: DataType, options: JsonReadOptions): JsonTree {
  if (text.trim() === '') return null;
  const failsFast = modeOf(options) === 'FAILFAST';
  let malformed = false;
  const onBadField = (field: StructField, tree: JsonTree) => {
    if (failsFast) badField(field, tree);
    malformed = true;
  };
  const value = documentValue(text, type, { options, onBadField });
  malformed ||= value === undefined;
  if (malformed && failsFast && type.kind === 'struct' && /^\s*\[/.test(text))
    fail('MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_JSON_ARRAYS_AS_STRUCTS', { badRecord: text });
  if (malformed && failsFast) {
    fail('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord: text, failFastMode: 'FAILFAST' });
  }
  if (type.kind !== 'struct') return value ?? null;
  const fields = value instanceof Map ? value : emptyStruct(type);
  const corrupt = corruptColumn(type, options);
  if (corrupt === undefined || !(fields instanceof Map)) return fields;
  return new Map([...fields, [corrupt, malformed ? text : null]]);
}

function fromJson(text: string, schema: string, options: string): string | null {
  const value = normalise(text, JSON.parse(schema) as DataType, JSON.parse(options) as JsonReadOptions);
  return value === null ? null : jsonText(value);
}

/** JSON read as Spark reads it. */
export const jsonBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_from_json(VARCHAR, VARCHAR, VARCHAR) VARCHAR', fromJson),
];
