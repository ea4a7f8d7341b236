import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareValues } from './attribute-values.ts';
import type { Condition, Operand } from './condition.ts';
import { validationError } from './service-errors.ts';
import type { TableDefinition } from './table-definition.ts';

const NOT_SUPPORTED = 'Query key condition not supported';

/** Which partition a key condition names, and its condition on the sort key; anything else is refused. */
export function splitKeyCondition(
  condition: Condition,
  { partitionKey, sortKey }: TableDefinition,
): { readonly partition: AttributeValue; readonly sort: Condition | undefined } {
  const parts = conjuncts(condition);
  const isPartition = (part: Condition) => part.kind === 'compare' && attributeOf(part) === partitionKey.name;
  const [own, ...more] = parts.filter(isPartition);
  const [sort, ...rest] = parts.filter((part) => !isPartition(part));
  if (own?.kind !== 'compare' || own.comparator !== '=' || own.right.kind !== 'value' || more.length > 0)
    throw validationError(`Query condition missed key schema element: ${partitionKey.name}`);
  if (rest.length > 0) throw validationError('Conditions can be of length 1 or 2 only');
  if (sort !== undefined) checkSort(sort, sortKey?.name);
  return { partition: own.right.value, sort };
}

const conjuncts = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and' ? [...conjuncts(condition.left), ...conjuncts(condition.right)] : [condition];

function checkSort(condition: Condition, sortKey: string | undefined): void {
  const isRange =
    (condition.kind === 'compare' && condition.comparator !== '<>' && condition.right.kind === 'value') ||
    (condition.kind === 'between' && condition.from.kind === 'value' && condition.to.kind === 'value') ||
    (condition.kind === 'beginsWith' && condition.operand.kind === 'value');
  if (condition.kind === 'between' && isReversed(condition.from, condition.to))
    throw validationError(
      'Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
    );
  if (!isRange) throw validationError(NOT_SUPPORTED);
  if (attributeOf(condition) !== sortKey)
    throw validationError(`Query condition missed key schema element: ${sortKey ?? 'none'}`);
}

const isReversed = (from: Operand, to: Operand): boolean =>
  from.kind === 'value' && to.kind === 'value' && (compareValues(from.value, to.value) ?? 0) > 0;

function attributeOf(condition: Condition): string | undefined {
  const name = (operand: Operand) => (operand.kind === 'path' ? String(operand.path[0]) : undefined);
  if (condition.kind === 'compare') return name(condition.left);
  if (condition.kind === 'between') return name(condition.operand);
  return condition.kind === 'beginsWith' ? String(condition.path[0]) : undefined;
}
