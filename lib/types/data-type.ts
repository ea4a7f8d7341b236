/**
 * Spark's data types as frozen plain objects, so that a plan that carries them serializes to JSON.
 * `kind` is Spark's type name; {@link simpleString} prints the form that `DESCRIBE` and `printSchema` use.
 */
export type DataType =
  | AtomicType
  | DecimalType
  | DayTimeIntervalType
  | YearMonthIntervalType
  | ArrayType
  | MapType
  | StructType;

export type AtomicKind =
  | 'null'
  | 'boolean'
  | 'byte'
  | 'short'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'string'
  | 'binary'
  | 'date'
  | 'timestamp'
  | 'timestamp_ntz'
  | 'calendarInterval';

export interface AtomicType {
  readonly kind: AtomicKind;
}

export interface DecimalType {
  readonly kind: 'decimal';
  /** Total digits, 1 to 38. */
  readonly precision: number;
  /** Digits after the point, 0 to precision. */
  readonly scale: number;
}

export type DayTimeField = 'day' | 'hour' | 'minute' | 'second';
export interface DayTimeIntervalType {
  readonly kind: 'dayTimeInterval';
  readonly start: DayTimeField;
  readonly end: DayTimeField;
}

export type YearMonthField = 'year' | 'month';
export interface YearMonthIntervalType {
  readonly kind: 'yearMonthInterval';
  readonly start: YearMonthField;
  readonly end: YearMonthField;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly elementType: DataType;
}

export interface MapType {
  readonly kind: 'map';
  readonly keyType: DataType;
  readonly valueType: DataType;
}

export interface StructField {
  readonly name: string;
  readonly dataType: DataType;
  readonly nullable: boolean;
}

export interface StructType {
  readonly kind: 'struct';
  readonly fields: readonly StructField[];
}

const atomic = (kind: AtomicKind): AtomicType => Object.freeze({ kind });

export const NullType = atomic('null');
export const BooleanType = atomic('boolean');
export const ByteType = atomic('byte');
export const ShortType = atomic('short');
export const IntegerType = atomic('integer');
export const LongType = atomic('long');
export const FloatType = atomic('float');
export const DoubleType = atomic('double');
export const StringType = atomic('string');
export const BinaryType = atomic('binary');
export const DateType = atomic('date');
export const TimestampType = atomic('timestamp');
export const TimestampNtzType = atomic('timestamp_ntz');
export const CalendarIntervalType = atomic('calendarInterval');

export const decimalType = (precision = 10, scale = 0): DecimalType =>
  Object.freeze({ kind: 'decimal', precision, scale });
export const dayTimeIntervalType = (start: DayTimeField = 'day', end: DayTimeField = 'second'): DayTimeIntervalType =>
  Object.freeze({ kind: 'dayTimeInterval', start, end });
export const yearMonthIntervalType = (
  start: YearMonthField = 'year',
  end: YearMonthField = 'month',
): YearMonthIntervalType => Object.freeze({ kind: 'yearMonthInterval', start, end });
export const arrayType = (elementType: DataType): ArrayType => Object.freeze({ kind: 'array', elementType });
export const mapType = (keyType: DataType, valueType: DataType): MapType =>
  Object.freeze({ kind: 'map', keyType, valueType });
export const structField = (name: string, dataType: DataType, nullable = true): StructField =>
  Object.freeze({ name, dataType, nullable });
export const structType = (fields: readonly StructField[]): StructType =>
  Object.freeze({ kind: 'struct', fields: Object.freeze([...fields]) });

/** The struct that `window` and `session_window` produce. */
export const WindowType: StructType = structType([
  structField('start', TimestampType),
  structField('end', TimestampType),
]);

const SIMPLE_NAMES: Record<AtomicKind, string> = {
  null: 'void',
  boolean: 'boolean',
  byte: 'tinyint',
  short: 'smallint',
  integer: 'int',
  long: 'bigint',
  float: 'float',
  double: 'double',
  string: 'string',
  binary: 'binary',
  date: 'date',
  timestamp: 'timestamp',
  timestamp_ntz: 'timestamp_ntz',
  calendarInterval: 'interval',
};

/** Spark's `DataType.simpleString`: `bigint`, `decimal(10,2)`, `array<int>`, `struct<a:int,b:string>`. */
export function simpleString(type: DataType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'dayTimeInterval':
    case 'yearMonthInterval':
      return type.start === type.end ? `interval ${type.start}` : `interval ${type.start} to ${type.end}`;
    case 'array':
      return `array<${simpleString(type.elementType)}>`;
    case 'map':
      return `map<${simpleString(type.keyType)},${simpleString(type.valueType)}>`;
    case 'struct':
      return `struct<${type.fields.map((f) => `${f.name}:${simpleString(f.dataType)}`).join(',')}>`;
    default:
      return SIMPLE_NAMES[type.kind];
  }
}

/** Spark's `DataType.sql`, used in error messages: `BIGINT`, `ARRAY<INT>`, `STRUCT<a: INT NOT NULL>`. */
export function sqlName(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `ARRAY<${sqlName(type.elementType)}>`;
    case 'map':
      return `MAP<${sqlName(type.keyType)}, ${sqlName(type.valueType)}>`;
    case 'struct':
      return `STRUCT<${type.fields.map((f) => `${fieldName(f.name)}: ${sqlName(f.dataType)}${f.nullable ? '' : ' NOT NULL'}`).join(', ')}>`;
    default:
      return simpleString(type).toUpperCase();
  }
}

/** Names that are no plain word stand in back-quotes. */
const fieldName = (name: string): string =>
  /^\w+$/.test(name) && !/^\d+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;

/** Whether two types hold the same values, nullability of struct fields aside. */
export function sameType(a: DataType, b: DataType): boolean {
  return simpleString(a) === simpleString(b);
}

const INTEGRAL: readonly string[] = ['byte', 'short', 'integer', 'long'];
export const isIntegral = (type: DataType): boolean => INTEGRAL.includes(type.kind);
export const isFractional = (type: DataType): boolean => type.kind === 'float' || type.kind === 'double';
export const isNumeric = (type: DataType): boolean => isIntegral(type) || isFractional(type) || type.kind === 'decimal';
export const isInterval = (type: DataType): boolean =>
  type.kind === 'dayTimeInterval' || type.kind === 'yearMonthInterval' || type.kind === 'calendarInterval';
/** The `window` struct: two timestamps named start and end. */
/** Whether a type, or one inside it, satisfies a test. */
export function existsType(type: DataType, test: (type: DataType) => boolean): boolean {
  if (test(type)) return true;
  if (type.kind === 'array') return existsType(type.elementType, test);
  if (type.kind === 'map') return existsType(type.keyType, test) || existsType(type.valueType, test);
  return type.kind === 'struct' && type.fields.some((field) => existsType(field.dataType, test));
}

export const isWindowType = (type: DataType): boolean => sameType(type, WindowType);

const NtzWindowType: StructType = structType([
  structField('start', TimestampNtzType),
  structField('end', TimestampNtzType),
]);

/** The type of the edges of a `window` or `session_window` struct; undefined for any other type. */
export function windowEdgeType(type: DataType): DataType | undefined {
  if (isWindowType(type)) return TimestampType;
  return sameType(type, NtzWindowType) ? TimestampNtzType : undefined;
}
