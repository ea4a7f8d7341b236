import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ConnectorError } from '../../errors/index.ts';
import type { DataType } from '../../types/data-type.ts';
import { Timestamp, type Value } from '../../types/value.ts';

/** DynamoDB's numbers: magnitudes from 1E-130 up to, not including, 1E126. */
const [LEAST, MOST] = [1e-130, 1e126];
const FLOAT_DIGITS = [6, 7, 8, 9];

/** A Spark value as a DynamoDB attribute; raises DYNAMODB_VALUE_UNSUPPORTED for what DynamoDB has no place for. `column` is for the message. */
export function toAttributeValue(value: Value, type: DataType, column: string): AttributeValue {
  if (value === null) return { NULL: true };
  switch (type.kind) {
    case 'boolean':
      return { BOOL: value as boolean };
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return { N: String(value) };
    case 'decimal':
      return { N: plainDecimal(value as string) };
    case 'float':
    case 'double':
      return { N: floatText(value as number, type.kind, column) };
    case 'binary':
      return { B: value as Uint8Array };
    case 'timestamp':
      return { S: timestampText(value) };
    case 'array':
      return {
        L: (value as readonly Value[]).map((item, i) => toAttributeValue(item, type.elementType, `${column}[${i}]`)),
      };
    case 'map':
      return {
        M: Object.fromEntries(
          [...(value as ReadonlyMap<Value, Value>)].map(([key, item]) => {
            const name = keyText(toAttributeValue(key, type.keyType, `a key of ${column}`), column);
            return [name, toAttributeValue(item, type.valueType, `${column}['${name}']`)];
          }),
        ),
      };
    case 'struct': {
      const fields = value as { readonly [field: string]: Value };
      return {
        M: Object.fromEntries(
          type.fields.map(({ name, dataType }) => [
            name,
            toAttributeValue(fields[name] ?? null, dataType, `${column}.${name}`),
          ]),
        ),
      };
    }
    default:
      return { S: String(value) };
  }
}

/** Six digits of a second, always: texts of one width are in the order of time. */
function timestampText(value: Value): string {
  const timestamp = Timestamp.fromDate(value as Timestamp);
  const [whole = ''] = new Date(timestamp.getTime()).toISOString().split('Z');
  return `${whole}${String(timestamp.microsecond).padStart(3, '0')}Z`;
}

function floatText(value: number, kind: 'float' | 'double', column: string): string {
  if (!Number.isFinite(value))
    throw unsupported(column, String(value), 'DynamoDB has numbers only, no NaN and no Infinity');
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < LEAST || magnitude >= MOST))
    throw unsupported(column, String(value), 'it is outside the range of DynamoDB, 1E-130 to 9.99…E+125');
  if (value === 0) return '0';
  // A float's shortest text that still means the same float, as Spark prints it: 0.1, not 0.10000000149011612.
  const digits =
    kind === 'float' ? FLOAT_DIGITS.find((n) => Math.fround(Number(value.toPrecision(n))) === value) : undefined;
  return digits === undefined ? String(value) : String(Number(value.toPrecision(digits)));
}

const plainDecimal = (text: string): string => (/^-?0(\.0*)?$/.test(text) ? '0' : text);

/** A map's key must be a text in DynamoDB. */
function keyText({ S, N, BOOL }: AttributeValue, column: string): string {
  const text = S ?? N ?? (BOOL === undefined ? undefined : String(BOOL));
  if (text !== undefined) return text;
  throw unsupported(column, 'a map', "its keys have no text; keys of DynamoDB's maps are texts");
}

const unsupported = (column: string, value: string, why: string): ConnectorError =>
  new ConnectorError('DYNAMODB_VALUE_UNSUPPORTED', { column, value, why });
