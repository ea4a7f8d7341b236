import type {
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  ReturnValue,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { awsError } from '../aws-error.ts';
import { type Item, itemBytes, MAX_ITEM_BYTES, storedItem } from './attribute-values.ts';
import { consumed, writeUnits } from './capacity.ts';
import { type Condition, holds, parseCondition } from './condition.ts';
import type { Cell, MemoryTable } from './memory-table.ts';
import { Placeholders } from './placeholders.ts';
import { validationError } from './service-errors.ts';
import { applyUpdate, parseUpdate, touchedAttributes } from './update.ts';

type WriteInput = PutItemCommandInput | UpdateItemCommandInput | DeleteItemCommandInput;
type Output = Omit<PutItemCommandOutput & UpdateItemCommandOutput & DeleteItemCommandOutput, '$metadata'>;

/** Puts one item, whole. */
export function putItem(table: MemoryTable, input: PutItemCommandInput): Output {
  allowReturn(input.ReturnValues, ['NONE', 'ALL_OLD']);
  const { condition } = expressions(input);
  const item = storedItem(input.Item ?? {});
  const cell = table.cell(table.keyOf(item));
  check(condition, cell, input);
  const before = cell.item;
  return { ...returned(input.ReturnValues, before, undefined), ...write(table, cell, item, input) };
}

/** Changes one item, or makes it. */
export function updateItem(table: MemoryTable, input: UpdateItemCommandInput): Output {
  allowReturn(input.ReturnValues, ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']);
  const { condition, actions } = expressions(input);
  const key = table.checkedKey(storedItem(input.Key ?? {}));
  const touched = touchedAttributes(actions);
  for (const name of Object.keys(key))
    if (touched.has(name))
      throw validationError(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      );
  const cell = table.cell(key);
  check(condition, cell, input);
  const before = cell.item;
  const after = { ...applyUpdate(actions, before ?? key), ...key };
  return { ...returned(input.ReturnValues, before, after, touched), ...write(table, cell, after, input) };
}

/** Removes one item; one that is not there is no error. */
export function deleteItem(table: MemoryTable, input: DeleteItemCommandInput): Output {
  allowReturn(input.ReturnValues, ['NONE', 'ALL_OLD']);
  const { condition } = expressions(input);
  const cell = table.cell(table.checkedKey(storedItem(input.Key ?? {})));
  check(condition, cell, input);
  const before = cell.item;
  return { ...returned(input.ReturnValues, before, undefined), ...write(table, cell, undefined, input) };
}

function expressions(input: WriteInput) {
  const placeholders = new Placeholders(input);
  const condition =
    input.ConditionExpression === undefined
      ? undefined
      : parseCondition(input.ConditionExpression, 'ConditionExpression', placeholders);
  const update = 'UpdateExpression' in input ? input.UpdateExpression : undefined;
  const actions = update === undefined ? [] : parseUpdate(update, placeholders);
  placeholders.checkAllUsed();
  return { condition, actions };
}

function check(condition: Condition | undefined, cell: Cell, input: WriteInput): void {
  if (condition === undefined || holds(condition, cell.item)) return;
  const isWanted = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && cell.item !== undefined;
  const fields = isWanted ? { Item: storedItem(cell.item ?? {}) } : {};
  throw awsError('ConditionalCheckFailedException', 400, 'The conditional request failed', fields);
}

function write(table: MemoryTable, cell: Cell, item: Item | undefined, input: WriteInput): Output {
  const bytes = item === undefined ? 0 : itemBytes(item);
  if (bytes > MAX_ITEM_BYTES) {
    throw validationError(
      'UpdateExpression' in input
        ? 'Item size to update has exceeded the maximum allowed size'
        : 'Item size has exceeded the maximum allowed size',
    );
  }
  const units = writeUnits(Math.max(bytes, cell.item === undefined ? 0 : itemBytes(cell.item)));
  cell.previous = cell.item;
  cell.item = item;
  return consumed(table.definition.name, units, input.ReturnConsumedCapacity);
}

function returned(
  wanted: ReturnValue | undefined,
  before: Item | undefined,
  after: Item | undefined,
  touched: ReadonlySet<string> = new Set(),
): { Attributes?: Item } {
  if (wanted === undefined || wanted === 'NONE') return {};
  const whole = wanted.endsWith('OLD') ? before : after;
  if (whole === undefined) return {};
  const names = Object.keys(whole).filter((name) => wanted.startsWith('ALL') || touched.has(name));
  return names.length === 0
    ? {}
    : { Attributes: storedItem(Object.fromEntries(names.map((name) => [name, whole[name] ?? { NULL: true }]))) };
}

function allowReturn(wanted: ReturnValue | undefined, allowed: readonly ReturnValue[]): void {
  if (wanted !== undefined && !allowed.includes(wanted))
    throw validationError(`Return values set to invalid value: ${wanted}; allowed: ${allowed.join(', ')}`);
}
