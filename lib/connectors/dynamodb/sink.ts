import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Sink, SinkBatch, SinkResult } from '../../contracts/sink.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import type { AwsServices, DynamoDbPort } from '../aws/ports.ts';
import { inParallel } from '../in-parallel.ts';
import { BATCH_ATTRIBUTE, keyIdentity, QUERY_ATTRIBUTE, type SinkItem, sinkItems } from './sink-items.ts';

/** What a DynamoDB sink is made of. */
interface DynamoDbSinkRequest {
  readonly aws: Pick<AwsServices, 'dynamoDb'>;
  readonly tableName: string;
  /** Partition key, and sort key where the table has one. */
  readonly keys: readonly string[];
  readonly schema: StructType;
  readonly queryId: string;
  readonly maxConcurrentWrites: number;
}

type Item = Record<string, AttributeValue>;

/** An item may be written unless a newer batch of the same query has written it. */
const NOT_NEWER = 'attribute_not_exists(#batch) OR #query <> :query OR #batch <= :batch';
const NAMES = { '#query': QUERY_ATTRIBUTE, '#batch': BATCH_ATTRIBUTE };

/**
 * Upserts a batch's rows by their key. Each item carries query and batch, and is replaced only by the same or a later batch: a batch that is repeated leaves what
 * one call would, and an old batch that comes late changes nothing. Complete mode removes the query's items that are not in the result.
 */
export class DynamoDbSink implements Sink {
  readonly description: string;
  readonly #request: DynamoDbSinkRequest;

  constructor(request: DynamoDbSinkRequest) {
    this.description = `DynamoDbSink[${request.tableName}]`;
    this.#request = request;
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const { schema, keys, queryId } = this.#request;
    const rows = await batch.collect();
    const { batchId } = batch;
    const items = sinkItems(rows, schema, keys, { queryId, batchId });
    await this.#each(items, (port, item) => this.#put(port, item, batchId));
    if (batch.outputMode === 'complete') await this.#removeOthers(items, batchId);
    return { numOutputRows: rows.length };
  }

  #stamp(batchId: number) {
    const { tableName: TableName, queryId } = this.#request;
    const values = { ':query': { S: queryId }, ':batch': { N: String(batchId) } };
    return {
      TableName,
      ReturnConsumedCapacity: 'TOTAL',
      ExpressionAttributeNames: NAMES,
      ExpressionAttributeValues: values,
    } as const;
  }

  async #put(port: DynamoDbPort, { item }: SinkItem, batchId: number): Promise<void> {
    await unlessNewer(port.putItem({ ...this.#stamp(batchId), Item: item, ConditionExpression: NOT_NEWER }));
  }

  /**
   * Takes away what the query's older batches have left. Of two batches that run at once, the one that looks last sees the other's items, since each looks after it
   * has written: the newer takes the older's away, or the older sees that it is late and takes back its own.
   */
  async #removeOthers(items: readonly SinkItem[], batchId: number): Promise<void> {
    const written = await this.#itemsOfQuery();
    const batchOf = (item: Item) => Number(item[BATCH_ATTRIBUTE]?.N);
    const isLate = written.some((item) => batchOf(item) > batchId);
    const wanted = new Set(isLate ? [] : items.map(({ identity }) => identity));
    const { keys } = this.#request;
    const others = written.filter((item) => batchOf(item) <= batchId && !wanted.has(keyIdentity(item, keys)));
    const ConditionExpression = '#query = :query AND #batch <= :batch';
    await this.#each(others, async (port, item) => {
      const Key = Object.fromEntries(keys.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
      await unlessNewer(port.deleteItem({ ...this.#stamp(batchId), Key, ConditionExpression }));
    });
  }

  /** Keys and batches of all items that this query has written. */
  async #itemsOfQuery(): Promise<Item[]> {
    const { aws, keys, queryId, tableName } = this.#request;
    const port = await aws.dynamoDb();
    const names = Object.fromEntries(keys.map((name, i) => [`#key${i}`, name]));
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await this.#explain(
        port.scan({
          TableName: tableName,
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
          FilterExpression: '#query = :query',
          ProjectionExpression: ['#batch', ...Object.keys(names)].join(', '),
          ExpressionAttributeNames: { ...NAMES, ...names },
          ExpressionAttributeValues: { ':query': { S: queryId } },
          ...(start && { ExclusiveStartKey: start }),
        }),
        () => 'scan for the items of older batches',
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  /** Works on all items, some at a time; ends only when nothing is under way any more. */
  async #each<T extends object>(
    items: readonly T[],
    work: (port: DynamoDbPort, item: T) => Promise<void>,
  ): Promise<void> {
    const port = await this.#request.aws.dynamoDb();
    await inParallel(items, this.#request.maxConcurrentWrites, (item) =>
      this.#explain(
        work(port, item),
        () => `write of the item with the key ${JSON.stringify('key' in item ? item.key : item)}`,
      ),
    );
  }

  async #explain<T>(call: Promise<T>, what: () => string): Promise<T> {
    try {
      return await call;
    } catch (cause) {
      const { tableName } = this.#request;
      const { name = '', message = String(cause) } = cause instanceof Error ? cause : {};
      if (name === 'ResourceNotFoundException')
        throw new ConnectorError('DYNAMODB_TABLE_NOT_FOUND', { tableName }, { cause });
      if (name === 'ValidationException' || name === 'AccessDeniedException')
        throw new ConnectorError(
          'DYNAMODB_SINK_WRITE_REFUSED',
          { tableName, what: what(), reason: message },
          { cause },
        );
      throw cause;
    }
  }
}

/** A failed condition says that a newer batch was there first, which is as it should be. */
async function unlessNewer(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
  }
}
