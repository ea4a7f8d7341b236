import { doubleText, floatText } from '../../expression/builtins/number-text.ts';
import type { DataType } from '../../types/data-type.ts';
import type { Timestamp, Value } from '../../types/value.ts';
import { castText } from './time-text.ts';

const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__';
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that a folder's name may not hold
const ESCAPED = /[\u0001-\u001f\u007f"#%'*/:=?\\{[\]^]/g;

/** A name or value as part of a folder's name, as Hive and Spark escape it. */
const escapePathName = (text: string): string =>
  text.replace(ESCAPED, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

/** One folder of a partitioned output: `k=value`; null and the empty text have a name of their own. */
export function partitionFolder(name: string, value: Value, type: DataType, timeZone: string): string {
  const text = value === null ? '' : valueText(value, type, timeZone);
  return `${escapePathName(name)}=${text === '' ? NULL_PARTITION : escapePathName(text)}`;
}

function valueText(value: Exclude<Value, null>, type: DataType, timeZone: string): string {
  switch (type.kind) {
    case 'double':
      return doubleText(value as number);
    case 'float':
      return floatText(value as number);
    case 'timestamp':
    case 'timestamp_ntz':
      return castText(value as Timestamp | string, timeZone);
    case 'binary':
      return Buffer.from(value as Uint8Array).toString();
    default:
      return String(value);
  }
}
