import type { DataType } from '../../types/data-type.ts';
import { Timestamp, type Value } from '../../types/value.ts';
import type { Json } from '../../util/json.ts';
import { pythonJson } from './python-json.ts';

const MAX_EXACT = 2n ** 53n;

/** A value as the cases write it: what JSON cannot hold exactly becomes a one-key object. */
export function plainValue(value: Value | undefined, type: DataType): Json {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'long':
      return plainLong(BigInt(value as bigint));
    case 'float':
    case 'double':
      return plainDouble(value as number);
    case 'decimal':
      return { decimal: value as string };
    case 'timestamp':
      return Timestamp.fromDate(value as Timestamp).toISOString();
    case 'timestamp_ntz':
      return withMillis(value as string);
    case 'binary':
      return { base64: Buffer.from(value as Uint8Array).toString('base64') };
    case 'array':
      return (value as readonly Value[]).map((item) => plainValue(item, type.elementType));
    case 'map':
      return { map: plainEntries(value as ReadonlyMap<Value, Value>, type.keyType, type.valueType) };
    case 'struct': {
      const fields = value as { readonly [field: string]: Value };
      return Object.fromEntries(type.fields.map(({ name, dataType }) => [name, plainValue(fields[name], dataType)]));
    }
    default:
      return value as Json;
  }
}

const plainLong = (value: bigint): Json =>
  (value < 0n ? -value : value) < MAX_EXACT ? Number(value) : { bigint: String(value) };

function plainDouble(value: number): Json {
  if (Number.isFinite(value)) return value;
  return { double: Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity' };
}

/** Milliseconds, or microseconds where the value has them. */
function withMillis(text: string): string {
  const [seconds = '', fraction = ''] = text.split('.');
  const micros = fraction.padEnd(6, '0');
  return `${seconds}.${micros.endsWith('000') ? micros.slice(0, 3) : micros}`;
}

function plainEntries(map: ReadonlyMap<Value, Value>, keyType: DataType, valueType: DataType): Json {
  return [...map]
    .map(([key, value]) => [plainValue(key, keyType), plainValue(value, valueType)] as const)
    .map((entry) => ({ entry, text: pythonJson(entry) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ entry }) => entry);
}
