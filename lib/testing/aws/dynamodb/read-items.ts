import type {
  GetItemCommandInput,
  GetItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type Item, itemBytes, storedItem } from './attribute-values.ts';
import { consumed, readUnits } from './capacity.ts';
import { type Condition, holds, parseCondition } from './condition.ts';
import { splitKeyCondition } from './key-condition.ts';
import type { Cell, MemoryTable } from './memory-table.ts';
import { Placeholders } from './placeholders.ts';
import { parseProjection } from './projection.ts';
import { validationError } from './service-errors.ts';

/** What a read sees of a cell. */
export type See = (cell: Cell) => Item | undefined;

const MAX_PAGE_BYTES = 1024 * 1024;

/** Reads one item. */
export function getItem(
  table: MemoryTable,
  input: GetItemCommandInput,
  see: See,
): Omit<GetItemCommandOutput, '$metadata'> {
  const placeholders = new Placeholders(input);
  const projection = parseProjection(input.ProjectionExpression, placeholders);
  placeholders.checkAllUsed();
  const item = see(table.cell(table.checkedKey(storedItem(input.Key ?? {}))));
  const units = readUnits(item === undefined ? 0 : itemBytes(item), input.ConsistentRead);
  return {
    ...(item !== undefined && { Item: projection(item) }),
    ...consumed(table.definition.name, units, input.ReturnConsumedCapacity),
  };
}

/** Reads a page of one partition in the order of the sort key. */
export function query(table: MemoryTable, input: QueryCommandInput, see: See): Omit<QueryCommandOutput, '$metadata'> {
  const placeholders = new Placeholders(input);
  if (input.KeyConditionExpression === undefined)
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  const condition = parseCondition(input.KeyConditionExpression, 'KeyConditionExpression', placeholders);
  const { partition, sort } = splitKeyCondition(condition, table.definition);
  const cells = table.partition(partition).filter(({ key }) => sort === undefined || holds(sort, key));
  const ordered = input.ScanIndexForward === false ? cells.toReversed() : cells;
  return page(table, input, after(table, ordered, input), placeholders, see);
}

/** Reads a page of the whole table. */
export function scan(table: MemoryTable, input: ScanCommandInput, see: See): Omit<QueryCommandOutput, '$metadata'> {
  return page(table, input, after(table, table.cells(), input), new Placeholders(input), see);
}

function after(table: MemoryTable, cells: readonly Cell[], { ExclusiveStartKey }: QueryCommandInput): readonly Cell[] {
  if (ExclusiveStartKey === undefined) return cells;
  const start = table.cell(table.checkedKey(storedItem(ExclusiveStartKey)));
  return cells.slice(cells.indexOf(start) + 1);
}

function page(
  table: MemoryTable,
  input: QueryCommandInput | ScanCommandInput,
  cells: readonly Cell[],
  placeholders: Placeholders,
  see: See,
): Omit<QueryCommandOutput, '$metadata'> {
  const filter = filterOf(table, input, placeholders);
  const projection = parseProjection(input.ProjectionExpression, placeholders);
  placeholders.checkAllUsed();
  if (input.Limit !== undefined && input.Limit < 1) throw validationError('Limit must be greater than or equal to 1');
  const items: Item[] = [];
  let [bytes, scanned] = [0, 0];
  let last: Item | undefined;
  for (const cell of cells) {
    const item = see(cell);
    if (item === undefined) continue;
    bytes += itemBytes(item);
    scanned += 1;
    if (filter === undefined || holds(filter, item)) items.push(item);
    if (scanned === input.Limit || bytes >= MAX_PAGE_BYTES) {
      last = cell.key;
      break;
    }
  }
  return {
    Count: items.length,
    ScannedCount: scanned,
    ...(input.Select !== 'COUNT' && { Items: items.map(projection) }),
    ...(last !== undefined && { LastEvaluatedKey: storedItem(last) }),
    ...consumed(table.definition.name, readUnits(bytes, input.ConsistentRead), input.ReturnConsumedCapacity),
  };
}

function filterOf(
  table: MemoryTable,
  { FilterExpression, ...input }: QueryCommandInput | ScanCommandInput,
  placeholders: Placeholders,
): Condition | undefined {
  if (FilterExpression === undefined) return undefined;
  const filter = parseCondition(FilterExpression, 'FilterExpression', placeholders);
  const keys = table.keyAttributes.map(({ name }) => name);
  if ('KeyConditionExpression' in input && keys.some((name) => JSON.stringify(filter).includes(`"path":["${name}"]`)))
    throw validationError('Filter Expression can only contain non-primary key attributes');
  return filter;
}
