import {
  arrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  type DataType,
  DateType,
  type DayTimeField,
  DoubleType,
  dayTimeIntervalType,
  decimalType,
  FloatType,
  IntegerType,
  LongType,
  mapType,
  NullType,
  ShortType,
  StringType,
  type StructField,
  type StructType,
  sqlName,
  structField,
  structType,
  TimestampNtzType,
  TimestampType,
  type YearMonthField,
  yearMonthIntervalType,
} from './data-type.ts';
import { DdlScanner, type DdlToken } from './ddl-scanner.ts';

/**
 * A schema from Spark's DDL text: `k STRING, v INT NOT NULL COMMENT 'x'`, fields with or without a colon after the name, or a whole
 * `struct<…>`; any other bare type gives one column named `value`. Comments are read over.
 */
export function parseDdl(text: string): StructType {
  const scanner = new DdlScanner(text);
  if (scanner.peek().kind === 'end') throw scanner.error('PARSE_EMPTY_STATEMENT', {}, scanner.peek());
  if (isBareType(scanner)) {
    const type = parseWholeType(scanner);
    return type.kind === 'struct' ? type : structType([structField('value', type)]);
  }
  const fields = parseFields(scanner);
  return end(scanner, structType(fields));
}

/** One data type: `decimal(10,2)`, `array<struct<p: int>>`, `interval day to second`. */
export function parseDataType(text: string): DataType {
  const scanner = new DdlScanner(text);
  if (scanner.peek().kind === 'end') throw scanner.error('PARSE_EMPTY_STATEMENT', {}, scanner.peek());
  return parseWholeType(scanner);
}

/** The schema as Spark's DDL text, which {@link parseDdl} reads back: `k STRING, v INT NOT NULL`. */
export function toDdl(schema: StructType): string {
  return schema.fields.map((field) => printField(field, ' ')).join(', ');
}

type Build = (scanner: DdlScanner, name: DdlToken) => DataType;
const fixed =
  (type: DataType): Build =>
  () =>
    type;

const TYPES: Readonly<Record<string, Build>> = {
  array: parseArray,
  bigint: fixed(LongType),
  binary: fixed(BinaryType),
  boolean: fixed(BooleanType),
  byte: fixed(ByteType),
  char: parseCharacters,
  character: parseCharacters,
  date: fixed(DateType),
  dec: parseDecimal,
  decimal: parseDecimal,
  double: fixed(DoubleType),
  float: fixed(FloatType),
  int: fixed(IntegerType),
  integer: fixed(IntegerType),
  interval: parseInterval,
  long: fixed(LongType),
  map: parseMap,
  numeric: parseDecimal,
  real: fixed(FloatType),
  short: fixed(ShortType),
  smallint: fixed(ShortType),
  string: fixed(StringType),
  struct: parseStruct,
  time: refuseTime,
  timestamp: parseTimestamp,
  timestamp_ltz: parseTimestamp,
  timestamp_ntz: parseTimestamp,
  tinyint: fixed(ByteType),
  varchar: parseCharacters,
  void: fixed(NullType),
};

function isBareType(scanner: DdlScanner): boolean {
  if (scanner.peek().kind !== 'word') return false;
  const following = scanner.peek(1);
  return following.kind === 'end' || following.text === '<' || following.text === '(';
}

function parseWholeType(scanner: DdlScanner): DataType {
  return end(scanner, parseType(scanner));
}

function end<T>(scanner: DdlScanner, result: T): T {
  if (scanner.peek().kind !== 'end') throw scanner.unexpected();
  return result;
}

function parseType(scanner: DdlScanner): DataType {
  const name = scanner.next();
  if (name.kind !== 'word') throw scanner.unexpected(name);
  const build = TYPES[name.text.toLowerCase()];
  const type = build?.(scanner, name);
  if (type === undefined || scanner.peek().text === '(') throw unsupported(scanner, name);
  return type;
}

function unsupported(scanner: DdlScanner, name: DdlToken): Error {
  const parameters = scanner.peek().text === '(' ? parseParameters(scanner) : [];
  const suffix = parameters.length === 0 ? '' : `(${parameters.join(',')})`;
  return scanner.error('UNSUPPORTED_DATATYPE', { typeName: `"${name.text.toUpperCase()}${suffix}"` }, name);
}

function parseFields(scanner: DdlScanner): readonly StructField[] {
  const fields: StructField[] = [];
  do fields.push(parseField(scanner));
  while (scanner.accept(','));
  return fields;
}

function parseField(scanner: DdlScanner): StructField {
  const name = scanner.next();
  if (name.kind !== 'word' && name.kind !== 'quoted') throw scanner.unexpected(name);
  scanner.accept(':');
  const type = parseType(scanner);
  const required = scanner.accept('not');
  if (required) scanner.expect('null');
  if (scanner.accept('comment') && scanner.next().kind !== 'string') throw scanner.unexpected();
  return structField(name.text, type, !required);
}

function parseParameters(scanner: DdlScanner): readonly number[] {
  scanner.expect('(');
  const values: number[] = [];
  do {
    const token = scanner.next();
    if (!/^\d+$/.test(token.text)) throw scanner.unexpected(token);
    values.push(Number(token.text));
  } while (scanner.accept(','));
  scanner.expect(')');
  return values;
}

function parseCharacters(scanner: DdlScanner, name: DdlToken): DataType {
  if (scanner.peek().text !== '(') {
    throw scanner.error('DATATYPE_MISSING_SIZE', { type: name.text.toUpperCase() }, name);
  }
  parseParameters(scanner);
  return StringType;
}

/** `TIMESTAMP`, `TIMESTAMP_NTZ`, `TIMESTAMP WITHOUT TIME ZONE`; of seconds there are six digits, which may be said. */
function parseTimestamp(scanner: DdlScanner, name: DdlToken): DataType {
  const [precision = 6, ...rest] = scanner.peek().text === '(' ? parseParameters(scanner) : [];
  const word = name.text.toLowerCase();
  const isPlain = word === 'timestamp';
  const type = word === 'timestamp_ntz' || (isPlain && withoutZone(scanner)) ? TimestampNtzType : TimestampType;
  if (precision === 6 && rest.length === 0) return type;
  const params = { precision, type: type === TimestampNtzType ? 'TIMESTAMP_NTZ' : 'TIMESTAMP_LTZ' };
  throw scanner.error('INVALID_TIMESTAMP_PRECISION', params, name);
}

/** Reads over `WITHOUT TIME ZONE` or `WITH LOCAL TIME ZONE`. */
function withoutZone(scanner: DdlScanner): boolean {
  const isWithout = scanner.accept('without');
  if (!isWithout && !scanner.accept('with')) return false;
  if (!isWithout) scanner.expect('local');
  scanner.expect('time');
  scanner.expect('zone');
  return isWithout;
}

function refuseTime(scanner: DdlScanner, name: DdlToken): never {
  throw scanner.error('UNSUPPORTED_TIME_TYPE', {}, name);
}

function parseDecimal(scanner: DdlScanner, name: DdlToken): DataType {
  const [precision = 10, scale = 0, ...rest] = scanner.peek().text === '(' ? parseParameters(scanner) : [];
  if (rest.length > 0) {
    const typeName = `"${name.text.toUpperCase()}(${[precision, scale, ...rest].join(',')})"`;
    throw scanner.error('UNSUPPORTED_DATATYPE', { typeName }, name);
  }
  if (precision > 38) {
    throw scanner.error('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', { precision, maxPrecision: 38 }, name);
  }
  if (scale > precision) throw scanner.error('DECIMAL_SCALE_EXCEEDS_PRECISION', { scale, precision }, name);
  return decimalType(precision, scale);
}

function parseArray(scanner: DdlScanner, name: DdlToken): DataType {
  if (!scanner.accept('<')) throw scanner.error('INCOMPLETE_TYPE_DEFINITION.ARRAY', {}, name);
  const element = parseType(scanner);
  scanner.expect('>');
  return arrayType(element);
}

function parseMap(scanner: DdlScanner, name: DdlToken): DataType {
  if (!scanner.accept('<')) throw scanner.error('INCOMPLETE_TYPE_DEFINITION.MAP', {}, name);
  const key = parseType(scanner);
  scanner.expect(',');
  const value = parseType(scanner);
  scanner.expect('>');
  return mapType(key, value);
}

function parseStruct(scanner: DdlScanner, name: DdlToken): DataType {
  if (!scanner.accept('<')) throw scanner.error('INCOMPLETE_TYPE_DEFINITION.STRUCT', {}, name);
  if (scanner.accept('>')) return structType([]);
  const fields = parseFields(scanner);
  scanner.expect('>');
  return structType(fields);
}

const DAY_TIME: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];
const YEAR_MONTH: readonly YearMonthField[] = ['year', 'month'];

function parseInterval(scanner: DdlScanner): DataType {
  return (
    parseRange(scanner, DAY_TIME, dayTimeIntervalType) ??
    parseRange(scanner, YEAR_MONTH, yearMonthIntervalType) ??
    CalendarIntervalType
  );
}

function parseRange<F extends string>(
  scanner: DdlScanner,
  fields: readonly F[],
  build: (start: F, end: F) => DataType,
): DataType | undefined {
  const start = fields.find((field) => scanner.accept(field));
  if (start === undefined) return undefined;
  if (!scanner.accept('to')) return build(start, start);
  const later = fields.slice(fields.indexOf(start) + 1);
  const last = later.find((field) => scanner.accept(field));
  if (last === undefined) throw scanner.unexpected();
  return build(start, last);
}

function printField(field: StructField, separator: string): string {
  return `${quoteIfNeeded(field.name)}${separator}${printType(field.dataType)}${field.nullable ? '' : ' NOT NULL'}`;
}

function printType(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `ARRAY<${printType(type.elementType)}>`;
    case 'map':
      return `MAP<${printType(type.keyType)}, ${printType(type.valueType)}>`;
    case 'struct':
      return `STRUCT<${type.fields.map((field) => printField(field, ': ')).join(', ')}>`;
    default:
      return sqlName(type);
  }
}

function quoteIfNeeded(name: string): string {
  return /^\w+$/.test(name) && !/^\d+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;
}
