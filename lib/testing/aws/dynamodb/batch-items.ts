import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { type Item, itemBytes, storedItem, valueKey } from './attribute-values.ts';
import { consumed } from './capacity.ts';
import type { MemoryTable } from './memory-table.ts';
import { getItem, type See } from './read-items.ts';
import { validationError } from './service-errors.ts';
import { deleteItem, putItem } from './write-items.ts';

const MAX_GETS = 100;
const MAX_WRITES = 25;
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

type Filled<Output, Field extends keyof Output> = { [F in Field]-?: NonNullable<Output[F]> };

/** What batches need of the service around them. */
interface BatchServices {
  readonly table: (name: string | undefined) => MemoryTable;
  /** Whether this part of a batch is left for the caller to ask again. */
  readonly isLeft: () => boolean;
}

/** Reads up to 100 items; what is over 16 MB, or left undone, comes back as UnprocessedKeys. */
export function batchGetItem(
  { table, isLeft }: BatchServices,
  input: BatchGetItemCommandInput,
  seeOf: (isConsistent: boolean | undefined) => See,
): Omit<BatchGetItemCommandOutput, '$metadata'> {
  const requests = Object.entries(input.RequestItems ?? {});
  const count = requests.reduce((sum, [, { Keys = [] }]) => sum + Keys.length, 0);
  if (count === 0 || count > MAX_GETS) throw validationError('Too many items requested for the BatchGetItem call');
  const output: Filled<BatchGetItemCommandOutput, 'Responses' | 'UnprocessedKeys' | 'ConsumedCapacity'> = {
    Responses: {},
    UnprocessedKeys: {},
    ConsumedCapacity: [],
  };
  let bytes = 0;
  for (const [name, { Keys = [], ...rest }] of requests) {
    const own = table(name);
    refuseDuplicates(Keys.map((key) => own.checkedKey(storedItem(key))));
    const items: Item[] = [];
    const left: Item[] = [];
    let units = 0;
    for (const Key of Keys) {
      if (bytes >= MAX_RESPONSE_BYTES || isLeft()) {
        left.push(Key);
        continue;
      }
      const get = { ...rest, TableName: name, Key, ReturnConsumedCapacity: 'TOTAL' as const };
      const { Item: item, ConsumedCapacity } = getItem(own, get, seeOf(rest.ConsistentRead));
      units += ConsumedCapacity?.CapacityUnits ?? 0;
      if (item === undefined) continue;
      bytes += itemBytes(item);
      items.push(item);
    }
    output.Responses[name] = items;
    if (left.length > 0) output.UnprocessedKeys[name] = { ...rest, Keys: left };
    const { ConsumedCapacity } = consumed(name, units, input.ReturnConsumedCapacity);
    if (ConsumedCapacity !== undefined) output.ConsumedCapacity.push(ConsumedCapacity);
  }
  return withoutUnaskedCapacity(output);
}

/** Puts and deletes up to 25 items, each by itself; what is left undone comes back as UnprocessedItems. */
export function batchWriteItem(
  { table, isLeft }: BatchServices,
  input: BatchWriteItemCommandInput,
): Omit<BatchWriteItemCommandOutput, '$metadata'> {
  const requests = Object.entries(input.RequestItems ?? {});
  const count = requests.reduce((sum, [, writes]) => sum + writes.length, 0);
  if (count === 0 || count > MAX_WRITES) throw validationError('Too many items requested for the BatchWriteItem call');
  const output: Filled<BatchWriteItemCommandOutput, 'UnprocessedItems' | 'ConsumedCapacity'> = {
    UnprocessedItems: {},
    ConsumedCapacity: [],
  };
  for (const [name, writes] of requests) {
    const own = table(name);
    refuseDuplicates(writes.map((write) => writeKey(own, write)));
    const left: WriteRequest[] = [];
    let units = 0;
    for (const write of writes) {
      if (isLeft()) left.push(write);
      else units += writeOne(own, write);
    }
    if (left.length > 0) output.UnprocessedItems[name] = left;
    const { ConsumedCapacity } = consumed(name, units, input.ReturnConsumedCapacity);
    if (ConsumedCapacity !== undefined) output.ConsumedCapacity.push(ConsumedCapacity);
  }
  return withoutUnaskedCapacity(output);
}

function writeOne(table: MemoryTable, { PutRequest, DeleteRequest }: WriteRequest): number {
  const request = { TableName: table.definition.name, ReturnConsumedCapacity: 'TOTAL' as const };
  const output =
    PutRequest !== undefined
      ? putItem(table, { ...request, Item: PutRequest.Item })
      : deleteItem(table, { ...request, Key: DeleteRequest?.Key });
  return output.ConsumedCapacity?.CapacityUnits ?? 0;
}

const writeKey = (table: MemoryTable, { PutRequest, DeleteRequest }: WriteRequest): Item =>
  PutRequest !== undefined
    ? table.keyOf(storedItem(PutRequest.Item ?? {}))
    : table.checkedKey(storedItem(DeleteRequest?.Key ?? {}));

function refuseDuplicates(keys: readonly Item[]): void {
  if (new Set(keys.map((M) => valueKey({ M }))).size < keys.length)
    throw validationError('Provided list of item keys contains duplicates');
}

const withoutUnaskedCapacity = <O extends { ConsumedCapacity: unknown[] }>(output: O) => {
  const { ConsumedCapacity, ...rest } = output;
  return ConsumedCapacity.length > 0 ? output : rest;
};
