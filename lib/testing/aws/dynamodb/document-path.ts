import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-values.ts';
import type { TokenReader } from './expression-tokens.ts';
import type { Placeholders } from './placeholders.ts';
import { validationError } from './service-errors.ts';

/** Names of attributes and positions in lists, from the item down. */
export type DocumentPath = readonly (string | number)[];

/** Reads `#a.b[3]`. */
export function parsePath(reader: TokenReader, placeholders: Placeholders): DocumentPath {
  const path: (string | number)[] = [parseName(reader, placeholders)];
  for (;;) {
    if (reader.accept('.')) path.push(parseName(reader, placeholders));
    else if (reader.accept('[')) {
      const index = reader.next();
      if (index.kind !== 'index') throw reader.fault();
      path.push(Number(index.text));
      reader.expect(']');
    } else return path;
  }
}

function parseName(reader: TokenReader, placeholders: Placeholders): string {
  const token = reader.peek();
  if (token.kind !== 'name' && token.kind !== 'word') throw reader.fault();
  reader.next();
  return token.kind === 'name' ? placeholders.name(token.text, reader.parameter) : token.text;
}

/** The value at a path; undefined where there is none. */
export function valueAt(item: Item | undefined, path: DocumentPath): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item ?? {} };
  for (const step of path) {
    if (value === undefined) return undefined;
    value = typeof step === 'number' ? value.L?.[step] : ownValue(value.M, step);
  }
  return value;
}

const ownValue = (map: Item | undefined, name: string): AttributeValue | undefined =>
  map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;

/** Puts a value at a path of an item that may be changed; the parents must be there. Undefined removes. */
export function setAt(item: Item, path: DocumentPath, value: AttributeValue | undefined): void {
  const last = path.at(-1);
  const parent = valueAt(item, path.slice(0, -1));
  if (typeof last === 'string' && parent?.M !== undefined) {
    if (value === undefined) delete parent.M[last];
    else parent.M[last] = value;
  } else if (typeof last === 'number' && parent?.L !== undefined) {
    if (value === undefined) parent.L.splice(last, 1);
    else parent.L.splice(Math.min(last, parent.L.length), 1, value);
  } else if (value !== undefined)
    throw validationError('The document path provided in the update expression is invalid for update');
}
