import { parquetMetadata, type SchemaElement } from 'hyparquet';
import { ConnectorError } from '../../errors/index.ts';
import {
  arrayType,
  BinaryType,
  BooleanType,
  ByteType,
  type DataType,
  DateType,
  DoubleType,
  decimalType,
  FloatType,
  IntegerType,
  LongType,
  mapType,
  ShortType,
  StringType,
  type StructType,
  structField,
  structType,
  TimestampNtzType,
  TimestampType,
} from '../../types/data-type.ts';

/** Reads the last bytes of a file. */
type ReadTail = (bytes: number) => Uint8Array;

/** Footer length and magic number. */
const TRAILER_BYTES = 8;

/** The schema in the footer of a Parquet file. */
export function parquetSchema(path: string, readTail: ReadTail): StructType {
  const trailer = readTail(TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES || Buffer.from(trailer.subarray(4)).toString('latin1') !== 'PAR1')
    throw new ConnectorError('CANNOT_READ_FILE_FOOTER', { path });
  const footerBytes = new DataView(trailer.buffer, trailer.byteOffset).getUint32(0, true);
  const { schema } = parquetMetadata(readTail(footerBytes + TRAILER_BYTES));
  const elements = schema[Symbol.iterator]();
  const root = elements.next().value;
  return structType(readFields(root?.num_children ?? 0, elements));
}

type Elements = Iterator<SchemaElement>;

/** Elements stand in depth-first order: each is followed by its children. */
function readFields(count: number, elements: Elements) {
  return Array.from({ length: count }, () => {
    const element = elements.next().value as SchemaElement;
    return structField(element.name, readType(element, elements));
  });
}

function readType(element: SchemaElement, elements: Elements): DataType {
  const children = element.num_children;
  if (children === undefined) return primitiveType(element);
  const fields = readFields(children, elements);
  const [only] = fields;
  if (element.converted_type === 'LIST' && only !== undefined) return arrayType(unwrapped(only.dataType, 0));
  if (element.converted_type === 'MAP' && only !== undefined)
    return mapType(unwrapped(only.dataType, 0), unwrapped(only.dataType, 1));
  return structType(fields);
}

/** LIST and MAP hold one repeated group; what counts is in it. */
const unwrapped = (group: DataType, index: number): DataType =>
  group.kind === 'struct' ? (group.fields[index]?.dataType ?? group) : group;

const CONVERTED: Readonly<Record<string, DataType>> = {
  INT_8: ByteType,
  INT_16: ShortType,
  INT_32: IntegerType,
  INT_64: LongType,
  UINT_8: ShortType,
  UINT_16: IntegerType,
  UINT_32: LongType,
  UINT_64: decimalType(20, 0),
  UTF8: StringType,
  ENUM: StringType,
  JSON: StringType,
  DATE: DateType,
  TIMESTAMP_MILLIS: TimestampType,
  TIMESTAMP_MICROS: TimestampType,
};

const PHYSICAL: Readonly<Record<string, DataType>> = {
  BOOLEAN: BooleanType,
  INT32: IntegerType,
  INT64: LongType,
  INT96: TimestampType,
  FLOAT: FloatType,
  DOUBLE: DoubleType,
  BYTE_ARRAY: BinaryType,
  FIXED_LEN_BYTE_ARRAY: BinaryType,
};

function primitiveType(element: SchemaElement): DataType {
  const logical = element.logical_type;
  if (logical?.type === 'TIMESTAMP') return logical.isAdjustedToUTC ? TimestampType : TimestampNtzType;
  if (element.converted_type === 'DECIMAL') return decimalType(element.precision ?? 10, element.scale ?? 0);
  return CONVERTED[element.converted_type ?? ''] ?? PHYSICAL[element.type ?? ''] ?? BinaryType;
}
