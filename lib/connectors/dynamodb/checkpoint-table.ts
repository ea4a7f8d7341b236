import { setTimeout as sleep } from 'node:timers/promises';
import type { AttributeValue, QueryCommandInput, WriteRequest } from '@aws-sdk/client-dynamodb';
import { CheckpointError } from '../../errors/index.ts';
import type { DynamoDbPort } from '../aws/ports.ts';
import type { DynamoDbLocation } from './checkpoint-url.ts';

export type Item = Record<string, AttributeValue>;

/** DynamoDB's limit on writes of one request. */
const WRITES_PER_REQUEST = 25;
const FIRST_DELAY_MS = 25;
const MAX_DELAY_MS = 2000;
/** So often, some twenty seconds long, what the service leaves undone is asked for again while nothing of it is done. */
const MAX_IDLE_TRIES = 15;

/** What a query over the partition asks for. */
interface PartitionQuery {
  /** Sort keys between two, both included, or with a common begin. */
  readonly where: readonly [from: string, through: string] | string;
  readonly attributes?: readonly string[];
  readonly newestFirst?: boolean;
}

/** One query's partition of a checkpoint table. Reads are strongly consistent, and every call asks what it cost. */
export class CheckpointTable {
  readonly location: DynamoDbLocation;
  readonly #port: () => Promise<DynamoDbPort>;
  readonly #sleep: (ms: number) => Promise<unknown>;

  /** `wait` is for the network's time, not the engine's: as the SDK waits between its attempts. */
  constructor(
    location: DynamoDbLocation,
    port: () => Promise<DynamoDbPort>,
    wait: (ms: number) => Promise<unknown> = sleep,
  ) {
    this.location = location;
    this.#port = port;
    this.#sleep = wait;
  }

  key(sortKey: string): Item {
    return { pk: { S: this.location.queryName }, sk: { S: sortKey } };
  }

  async get(sortKey: string): Promise<Item | undefined> {
    const request = { ...this.#request(), Key: this.key(sortKey), ConsistentRead: true };
    return (await this.#call((port) => port.getItem(request))).Item;
  }

  async put(sortKey: string, attributes: Item): Promise<void> {
    const request = { ...this.#request(), Item: { ...attributes, ...this.key(sortKey) } };
    await this.#call((port) => port.putItem(request));
  }

  /** Puts an item where none is; otherwise gives the one that is there. */
  async create(sortKey: string, attributes: Item): Promise<Item | undefined> {
    const request = {
      ...this.#request(),
      Item: { ...attributes, ...this.key(sortKey) },
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;
    try {
      await this.#call((port) => port.putItem(request));
      return undefined;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
      return (error as { Item?: Item }).Item ?? {};
    }
  }

  /** Items in the order of their sort keys; stops asking when the caller stops reading. */
  async *query(query: PartitionQuery): AsyncGenerator<Item> {
    // DynamoDB refuses a range that cannot hold anything.
    if (typeof query.where !== 'string' && query.where[0] > query.where[1]) return;
    let start: Item | undefined;
    do {
      const request = { ...this.#request(), ...queryInput(this.location.queryName, query) };
      const page = await this.#call((port) => port.query({ ...request, ...(start && { ExclusiveStartKey: start }) }));
      yield* page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }

  async all(query: PartitionQuery): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this.query(query)) items.push(item);
    return items;
  }

  /** Puts and deletes, in no order; what the service leaves undone is asked again. */
  async write(writes: readonly WriteRequest[]): Promise<void> {
    for (let from = 0; from < writes.length; from += WRITES_PER_REQUEST)
      await this.#writeAll(writes.slice(from, from + WRITES_PER_REQUEST));
  }

  async #writeAll(writes: readonly WriteRequest[]): Promise<void> {
    const { table } = this.location;
    let left: WriteRequest[] = [...writes];
    for (let idleTries = 0; ; ) {
      const RequestItems = { [table]: left };
      const answer = await this.#call((port) => port.batchWriteItem({ RequestItems, ReturnConsumedCapacity: 'TOTAL' }));
      const unprocessed = answer.UnprocessedItems?.[table] ?? [];
      if (unprocessed.length === 0) return;
      idleTries = unprocessed.length < left.length ? 0 : idleTries + 1;
      if (idleTries > MAX_IDLE_TRIES) throw throttled(table);
      left = unprocessed;
      // At random, so that rivals part.
      await this.#sleep(Math.random() * Math.min(FIRST_DELAY_MS * 2 ** idleTries, MAX_DELAY_MS));
    }
  }

  #request() {
    return { TableName: this.location.table, ReturnConsumedCapacity: 'TOTAL' as const };
  }

  async #call<T>(call: (port: DynamoDbPort) => Promise<T>): Promise<T> {
    try {
      return await call(await this.#port());
    } catch (cause) {
      throw tableError(this.location, cause) ?? cause;
    }
  }
}

function queryInput(queryName: string, { where, attributes, newestFirst }: PartitionQuery): Partial<QueryCommandInput> {
  const isPrefix = typeof where === 'string';
  const names = Object.fromEntries((attributes ?? []).map((name, i) => [`#a${i}`, name]));
  return {
    KeyConditionExpression: `#pk = :pk AND ${isPrefix ? 'begins_with(#sk, :from)' : '#sk BETWEEN :from AND :through'}`,
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk', ...names },
    ExpressionAttributeValues: {
      ':pk': { S: queryName },
      ':from': { S: isPrefix ? where : where[0] },
      ...(isPrefix ? {} : { ':through': { S: where[1] } }),
    },
    ConsistentRead: true,
    ...(attributes !== undefined && { ProjectionExpression: Object.keys(names).join(', ') }),
    ...(newestFirst === true && { ScanIndexForward: false, Limit: 1 }),
  };
}

/** What a call of one item fails with where the table is asked too much: a fault of the service, which passes. */
function throttled(table: string): Error {
  const error = new Error(`The table ${table} has taken nothing of a BatchWriteItem for ${MAX_IDLE_TRIES} tries`);
  error.name = 'ProvisionedThroughputExceededException';
  return error;
}

/** What DynamoDB says about the table itself, in words; undefined for any other failure. */
function tableError({ table, url: location }: DynamoDbLocation, cause: unknown): CheckpointError | undefined {
  const { name = '', message = '' } = cause instanceof Error ? cause : {};
  if (name === 'ResourceNotFoundException')
    return new CheckpointError('CHECKPOINT_TABLE_NOT_FOUND', { table, location }, { cause });
  if (name === 'AccessDeniedException')
    return new CheckpointError('CHECKPOINT_TABLE_ACCESS_DENIED', { table, location, reason: message }, { cause });
  if (name === 'ValidationException' && /key (element|schema)|missing the key|type mismatch for key/i.test(message))
    return new CheckpointError('CHECKPOINT_TABLE_KEY_MISMATCH', { table, location, reason: message }, { cause });
  return undefined;
}
