import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, storedItem } from './attribute-values.ts';
import { type DocumentPath, parsePath, valueAt } from './document-path.ts';
import { TokenReader } from './expression-tokens.ts';
import type { Placeholders } from './placeholders.ts';

type Projection = (item: Item) => Item;

/** Reads a projection expression: which parts of an item an answer has; all without one. The answer is a copy. */
export function parseProjection(expression: string | undefined, placeholders: Placeholders): Projection {
  if (expression === undefined) return (item) => storedItem(item);
  const reader = new TokenReader(expression, 'ProjectionExpression');
  const paths: DocumentPath[] = [];
  do paths.push(parsePath(reader, placeholders));
  while (reader.accept(','));
  reader.expectEnd();
  return (item) => project(storedItem(item), paths);
}

function project(item: Item, paths: readonly DocumentPath[]): Item {
  const projected: Item = {};
  for (const path of paths) {
    const value = valueAt(item, path);
    if (value !== undefined) place(projected, path, value);
  }
  return projected;
}

/** Puts the value where the path leads; positions of lists close up. */
function place(target: Item, [name, ...rest]: DocumentPath, value: AttributeValue): void {
  const [next] = rest;
  if (next === undefined) target[String(name)] = value;
  else if (typeof next === 'string') {
    const own = target[String(name)]?.M ?? {};
    target[String(name)] = { M: own };
    place(own, rest, value);
  } else {
    const list = target[String(name)]?.L ?? [];
    target[String(name)] = { L: list };
    const [, ...deeper] = rest;
    if (deeper.length === 0) list.push(value);
    else {
      const entry: Item = {};
      place(entry, ['entry', ...deeper], value);
      list.push(entry['entry'] as AttributeValue);
    }
  }
}
