import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareNumbers, numberOf, parseNumber, printNumber } from './dynamo-number.ts';
import { validationError } from './service-errors.ts';

export type Item = Record<string, AttributeValue>;

/** The largest item, names included. */
export const MAX_ITEM_BYTES = 400 * 1024;
const MAX_DEPTH = 32;

const utf8Length = (text: string): number => Buffer.byteLength(text, 'utf8');

/** The type letter and content of a value: exactly one of `S`, `N`, `B`, … is set. */
export function typeOf(value: AttributeValue): [type: string, content: unknown] {
  const set = Object.entries(value).filter(([, content]) => content !== undefined);
  const [only] = set;
  if (set.length !== 1 || only === undefined)
    throw validationError('Supplied AttributeValue has more than one datatypes set, must contain exactly one');
  return only;
}

/** A checked copy of a value as the service keeps it: numbers in their plain form, bytes its own. */
export function storedValue(value: AttributeValue, depth = 1): AttributeValue {
  if (depth > MAX_DEPTH) throw validationError('Nesting Levels have exceeded supported limits');
  const [type] = typeOf(value);
  switch (type) {
    case 'N':
      return { N: storedNumber(value.N as string) };
    case 'B':
      return { B: Uint8Array.from(value.B as Uint8Array) };
    case 'L':
      return { L: (value.L as AttributeValue[]).map((entry) => storedValue(entry, depth + 1)) };
    case 'M':
      return { M: storedItem(value.M as Item, depth + 1) };
    case 'SS':
    case 'NS':
    case 'BS':
      return storedSet(value, type);
    default:
      return { ...value };
  }
}

function storedSet(value: AttributeValue, type: 'SS' | 'NS' | 'BS'): AttributeValue {
  const entries = value[type] as unknown[];
  if (entries.length === 0) throw validationError('One or more parameter values were invalid: An set may not be empty');
  const texts = entries.map((entry) => (type === 'BS' ? Buffer.from(entry as Uint8Array).toString('hex') : entry));
  if (new Set(texts).size < texts.length)
    throw validationError('One or more parameter values were invalid: Input collection contains duplicates.');
  if (type === 'NS') return { NS: entries.map((entry) => storedNumber(entry as string)) };
  if (type === 'SS') return { SS: [...(entries as string[])] };
  return { BS: entries.map((entry) => Uint8Array.from(entry as Uint8Array)) };
}

function storedNumber(text: string): string {
  const number = parseNumber(text);
  if ('fault' in number) throw validationError(`${number.fault}: ${text}`);
  return printNumber(number);
}

/** {@link storedValue} of each attribute. */
export const storedItem = (item: Item, depth = 1): Item =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, storedValue(value, depth)]));

/** Bytes of an item as DynamoDB counts them. */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + utf8Length(name) + valueBytes(value), 0);

function valueBytes(value: AttributeValue): number {
  const [type, content] = typeOf(value);
  switch (type) {
    case 'S':
      return utf8Length(content as string);
    case 'N':
      return numberBytes(content as string);
    case 'B':
      return (content as Uint8Array).length;
    case 'SS':
      return (content as string[]).reduce((sum, text) => sum + utf8Length(text), 0);
    case 'NS':
      return (content as string[]).reduce((sum, text) => sum + numberBytes(text), 0);
    case 'BS':
      return (content as Uint8Array[]).reduce((sum, bytes) => sum + bytes.length, 0);
    case 'L':
      return (content as AttributeValue[]).reduce((sum, entry) => sum + valueBytes(entry) + 1, 3);
    case 'M':
      return itemBytes(content as Item) + 3 + Object.keys(content as Item).length;
    default:
      return 1;
  }
}

function numberBytes(text: string): number {
  const { digits } = numberOf(text);
  return Math.ceil(String(digits).replace('-', '').length / 2) + (digits < 0n ? 2 : 1);
}

/** Order of two values of one type that has an order; undefined otherwise: comparisons with it are false. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(numberOf(a.N), numberOf(b.N));
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  return undefined;
}

/** Whether two values are the same; sets in any order. */
export const equalValues = (a: AttributeValue, b: AttributeValue): boolean => valueKey(a) === valueKey(b);

/** A text that is the same for equal values alone. */
export function valueKey(value: AttributeValue): string {
  const [type, content] = typeOf(value);
  switch (type) {
    case 'N':
      return `N${printNumber(numberOf(content as string))}`;
    case 'B':
      return `B${Buffer.from(content as Uint8Array).toString('hex')}`;
    case 'L':
      return `L${JSON.stringify((content as AttributeValue[]).map(valueKey))}`;
    case 'M': {
      const entries = Object.entries(content as Item).map(([name, entry]) => [name, valueKey(entry)]);
      return `M${JSON.stringify(entries.sort(([x = ''], [y = '']) => (x < y ? -1 : 1)))}`;
    }
    case 'SS':
    case 'NS':
    case 'BS': {
      const of = (entry: unknown) => valueKey({ [type.charAt(0)]: entry } as unknown as AttributeValue);
      return `${type}${JSON.stringify((content as unknown[]).map(of).sort())}`;
    }
    default:
      return `${type}${JSON.stringify(content)}`;
  }
}

/** What `size()` gives; undefined for a type without a size. */
export function sizeOf(value: AttributeValue): number | undefined {
  const [type, content] = typeOf(value);
  if (type === 'S') return utf8Length(content as string);
  if (type === 'M') return Object.keys(content as Item).length;
  if (['B', 'SS', 'NS', 'BS', 'L'].includes(type)) return (content as { readonly length: number }).length;
  return undefined;
}
