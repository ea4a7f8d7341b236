import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { equalValues, type Item, storedItem, typeOf } from './attribute-values.ts';
import { type DocumentPath, parsePath, setAt, valueAt } from './document-path.ts';
import { addNumbers, numberOf, printNumber } from './dynamo-number.ts';
import { isWord, TokenReader } from './expression-tokens.ts';
import type { Placeholders } from './placeholders.ts';
import { validationError } from './service-errors.ts';

type Term =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'ifNotExists'; readonly path: DocumentPath; readonly otherwise: Term }
  | { readonly kind: 'append'; readonly left: Term; readonly right: Term }
  | { readonly kind: 'sum'; readonly left: Term; readonly right: Term; readonly sign: 1n | -1n };

type Action =
  | { readonly kind: 'set'; readonly path: DocumentPath; readonly term: Term }
  | { readonly kind: 'remove'; readonly path: DocumentPath }
  | { readonly kind: 'add' | 'delete'; readonly path: DocumentPath; readonly value: AttributeValue };

const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
const PARAMETER = 'UpdateExpression';

/** Parses `SET … REMOVE … ADD … DELETE …`; each clause once, in any order. */
export function parseUpdate(expression: string, placeholders: Placeholders): readonly Action[] {
  const reader = new TokenReader(expression, PARAMETER);
  const actions: Action[] = [];
  const seen = new Set<string>();
  while (reader.peek().kind !== 'end') {
    const clause = CLAUSES.find((name) => isWord(reader.peek(), name));
    if (clause === undefined) throw reader.fault();
    if (seen.has(clause))
      throw validationError(
        `Invalid ${PARAMETER}: The "${clause}" section can only be used once in an update expression;`,
      );
    seen.add(clause);
    reader.next();
    do actions.push(parseAction(clause, reader, placeholders));
    while (reader.accept(','));
  }
  checkOverlap(actions);
  return actions;
}

function parseAction(clause: (typeof CLAUSES)[number], reader: TokenReader, placeholders: Placeholders): Action {
  const path = parsePath(reader, placeholders);
  if (clause === 'REMOVE') return { kind: 'remove', path };
  if (clause === 'SET') {
    reader.expect('=');
    return { kind: 'set', path, term: parseTerm(reader, placeholders) };
  }
  const token = reader.next();
  if (token.kind !== 'value') throw reader.fault();
  return { kind: clause === 'ADD' ? 'add' : 'delete', path, value: placeholders.value(token.text, PARAMETER) };
}

function parseTerm(reader: TokenReader, placeholders: Placeholders): Term {
  const left = parseFactor(reader, placeholders);
  const sign = reader.accept('+') ? 1n : reader.accept('-') ? -1n : undefined;
  return sign === undefined ? left : { kind: 'sum', left, right: parseFactor(reader, placeholders), sign };
}

function parseFactor(reader: TokenReader, placeholders: Placeholders): Term {
  const token = reader.peek();
  if (token.kind === 'value') {
    reader.next();
    return { kind: 'value', value: placeholders.value(token.text, PARAMETER) };
  }
  const isCall = reader.peek(1).text === '(';
  if (isCall && isWord(token, 'if_not_exists')) {
    reader.next();
    reader.expect('(');
    const path = parsePath(reader, placeholders);
    reader.expect(',');
    const otherwise = parseTerm(reader, placeholders);
    reader.expect(')');
    return { kind: 'ifNotExists', path, otherwise };
  }
  if (isCall && isWord(token, 'list_append')) {
    reader.next();
    reader.expect('(');
    const left = parseTerm(reader, placeholders);
    reader.expect(',');
    const right = parseTerm(reader, placeholders);
    reader.expect(')');
    return { kind: 'append', left, right };
  }
  return { kind: 'path', path: parsePath(reader, placeholders) };
}

function checkOverlap(actions: readonly Action[]): void {
  const isPrefix = (a: DocumentPath, b: DocumentPath) => a.every((step, i) => b[i] === step);
  actions.forEach((action, i) => {
    if (actions.some((other, j) => i !== j && isPrefix(action.path, other.path)))
      throw validationError(`Invalid ${PARAMETER}: Two document paths overlap with each other;`);
  });
}

/** Names of the attributes that the actions touch. */
export const touchedAttributes = (actions: readonly Action[]): ReadonlySet<string> =>
  new Set(actions.map(({ path }) => String(path[0])));

/** The item after the actions; every right side sees the item as it was. */
export function applyUpdate(actions: readonly Action[], before: Item): Item {
  const after = storedItem(before);
  const values = actions.map((action) => newValue(action, before));
  for (const [i, action] of actions.entries()) setAt(after, action.path, values[i]);
  return after;
}

function newValue(action: Action, before: Item): AttributeValue | undefined {
  if (action.kind === 'remove') return undefined;
  if (action.kind === 'set') return storedItem({ value: termOf(action.term, before) })['value'];
  const current = valueAt(before, action.path);
  return action.kind === 'add' ? added(current, action.value) : without(current, action.value);
}

function termOf(term: Term, item: Item): AttributeValue {
  switch (term.kind) {
    case 'value':
      return term.value;
    case 'path': {
      const value = valueAt(item, term.path);
      if (value === undefined)
        throw validationError('The provided expression refers to an attribute that does not exist in the item');
      return value;
    }
    case 'ifNotExists':
      return valueAt(item, term.path) ?? termOf(term.otherwise, item);
    case 'append': {
      const [left, right] = [termOf(term.left, item), termOf(term.right, item)];
      if (left.L === undefined || right.L === undefined) throw wrongType('list_append');
      return { L: [...left.L, ...right.L] };
    }
    case 'sum':
      return sum(termOf(term.left, item), termOf(term.right, item), term.sign);
  }
}

function sum(left: AttributeValue, right: AttributeValue, sign: 1n | -1n): AttributeValue {
  if (left.N === undefined || right.N === undefined) throw wrongType(sign === 1n ? '+' : '-');
  return { N: printNumber(addNumbers(numberOf(left.N), numberOf(right.N), sign)) };
}

function added(current: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  const [type, content] = typeOf(value);
  if (type === 'N') return sum(current ?? { N: '0' }, value, 1n);
  if (!['SS', 'NS', 'BS'].includes(type)) throw wrongType('ADD');
  if (current === undefined) return value;
  const [currentType, entries] = typeOf(current);
  if (currentType !== type) throw wrongType('ADD');
  const kept = entries as unknown[];
  const fresh = (content as unknown[]).filter((entry) => !kept.some((own) => sameEntry(type, own, entry)));
  return { [type]: [...kept, ...fresh] } as unknown as AttributeValue;
}

function without(current: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  const [type, content] = typeOf(value);
  if (!['SS', 'NS', 'BS'].includes(type)) throw wrongType('DELETE');
  if (current === undefined) return undefined;
  const [currentType, entries] = typeOf(current);
  if (currentType !== type) throw wrongType('DELETE');
  const left = (entries as unknown[]).filter(
    (own) => !(content as unknown[]).some((entry) => sameEntry(type, own, entry)),
  );
  return left.length === 0 ? undefined : ({ [type]: left } as unknown as AttributeValue);
}

const sameEntry = (type: string, a: unknown, b: unknown): boolean => {
  const of = (entry: unknown) => ({ [type.charAt(0)]: entry }) as unknown as AttributeValue;
  return equalValues(of(a), of(b));
};

const wrongType = (operator: string): Error =>
  validationError(`An operand in the update expression has an incorrect data type: operator or function: ${operator}`);
