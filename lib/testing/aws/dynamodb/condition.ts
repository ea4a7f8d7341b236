import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareValues, equalValues, type Item, sizeOf, typeOf } from './attribute-values.ts';
import { type DocumentPath, parsePath, valueAt } from './document-path.ts';
import { isWord, TokenReader } from './expression-tokens.ts';
import type { Placeholders } from './placeholders.ts';

type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: DocumentPath };

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly from: Operand; readonly to: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: DocumentPath; readonly wanted: boolean }
  | { readonly kind: 'type' | 'beginsWith' | 'contains'; readonly path: DocumentPath; readonly operand: Operand };

const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];

/** Parses a condition, filter or key condition. */
export function parseCondition(expression: string, parameter: string, placeholders: Placeholders): Condition {
  const reader = new TokenReader(expression, parameter);
  const condition = parseOr(reader, placeholders);
  reader.expectEnd();
  return condition;
}

function parseOr(reader: TokenReader, placeholders: Placeholders): Condition {
  let left = parseAnd(reader, placeholders);
  while (reader.accept('OR')) left = { kind: 'or', left, right: parseAnd(reader, placeholders) };
  return left;
}

function parseAnd(reader: TokenReader, placeholders: Placeholders): Condition {
  let left = parseNot(reader, placeholders);
  while (reader.accept('AND')) left = { kind: 'and', left, right: parseNot(reader, placeholders) };
  return left;
}

function parseNot(reader: TokenReader, placeholders: Placeholders): Condition {
  if (reader.accept('NOT')) return { kind: 'not', condition: parseNot(reader, placeholders) };
  if (reader.accept('(')) {
    const condition = parseOr(reader, placeholders);
    reader.expect(')');
    return condition;
  }
  return parseFunction(reader, placeholders) ?? parseComparison(reader, placeholders);
}

const FUNCTIONS = ['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains'] as const;

function parseFunction(reader: TokenReader, placeholders: Placeholders): Condition | undefined {
  const name = FUNCTIONS.find((candidate) => reader.peek().text === candidate && reader.peek(1).text === '(');
  if (name === undefined) return undefined;
  reader.next();
  reader.expect('(');
  const path = parsePath(reader, placeholders);
  let operand: Operand | undefined;
  if (!name.endsWith('exists')) {
    reader.expect(',');
    operand = parseOperand(reader, placeholders);
  }
  reader.expect(')');
  if (operand === undefined) return { kind: 'exists', path, wanted: name === 'attribute_exists' };
  const kind = name === 'attribute_type' ? 'type' : name === 'begins_with' ? 'beginsWith' : 'contains';
  return { kind, path, operand };
}

function parseComparison(reader: TokenReader, placeholders: Placeholders): Condition {
  const left = parseOperand(reader, placeholders);
  if (reader.accept('BETWEEN')) {
    const from = parseOperand(reader, placeholders);
    reader.expect('AND');
    return { kind: 'between', operand: left, from, to: parseOperand(reader, placeholders) };
  }
  if (reader.accept('IN')) {
    reader.expect('(');
    const list = [parseOperand(reader, placeholders)];
    while (reader.accept(',')) list.push(parseOperand(reader, placeholders));
    reader.expect(')');
    return { kind: 'in', operand: left, list };
  }
  const comparator = reader.peek();
  if (comparator.kind !== 'mark' || !COMPARATORS.includes(comparator.text)) throw reader.fault();
  reader.next();
  const right = parseOperand(reader, placeholders);
  return { kind: 'compare', comparator: comparator.text as Comparator, left, right };
}

function parseOperand(reader: TokenReader, placeholders: Placeholders): Operand {
  const token = reader.peek();
  if (token.kind === 'value') {
    reader.next();
    return { kind: 'value', value: placeholders.value(token.text, reader.parameter) };
  }
  if (isWord(token, 'size') && reader.peek(1).text === '(') {
    reader.next();
    reader.expect('(');
    const path = parsePath(reader, placeholders);
    reader.expect(')');
    return { kind: 'size', path };
  }
  return { kind: 'path', path: parsePath(reader, placeholders) };
}

/** Whether a condition holds for an item; undefined stands for an item that is not there. */
export function holds(condition: Condition, item: Item | undefined): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.condition, item);
    case 'exists':
      return (valueAt(item, condition.path) !== undefined) === condition.wanted;
    case 'compare':
      return compareHolds(condition.comparator, operandOf(condition.left, item), operandOf(condition.right, item));
    case 'between': {
      const value = operandOf(condition.operand, item);
      const [from, to] = [operandOf(condition.from, item), operandOf(condition.to, item)];
      return compareHolds('>=', value, from) && compareHolds('<=', value, to);
    }
    case 'in': {
      const value = operandOf(condition.operand, item);
      return condition.list.some((entry) => compareHolds('=', value, operandOf(entry, item)));
    }
    default:
      return functionHolds(condition.kind, valueAt(item, condition.path), operandOf(condition.operand, item));
  }
}

function operandOf(operand: Operand, item: Item | undefined): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  const value = valueAt(item, operand.path);
  if (operand.kind === 'path' || value === undefined) return value;
  const size = sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

function compareHolds(comparator: Comparator, a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (comparator === '<>') return a === undefined || b === undefined || !equalValues(a, b);
  if (a === undefined || b === undefined) return false;
  if (comparator === '=') return equalValues(a, b);
  const order = compareValues(a, b);
  if (order === undefined) return false;
  if (order === 0) return comparator === '<=' || comparator === '>=';
  return order < 0 === comparator.startsWith('<');
}

function functionHolds(
  name: 'type' | 'beginsWith' | 'contains',
  value: AttributeValue | undefined,
  operand: AttributeValue | undefined,
): boolean {
  if (value === undefined || operand === undefined) return false;
  if (name === 'type') return typeOf(value)[0] === operand.S;
  if (name === 'beginsWith') return startsWith(value, operand);
  if (value.S !== undefined) return operand.S !== undefined && value.S.includes(operand.S);
  const entries: readonly AttributeValue[] =
    value.L ?? value.SS?.map((S) => ({ S })) ?? value.NS?.map((N) => ({ N })) ?? value.BS?.map((B) => ({ B })) ?? [];
  return entries.some((entry) => equalValues(entry, operand));
}

/** Whether a text or bytes begin with another. */
export function startsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  return Buffer.compare(value.B.subarray(0, prefix.B.length), prefix.B) === 0;
}
