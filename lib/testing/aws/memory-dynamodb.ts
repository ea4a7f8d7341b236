import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDbPort } from '../../connectors/aws/ports.ts';
import type { Clock } from '../../util/clock.ts';
import { randomNumbers } from '../crash/random-numbers.ts';
import { awsError } from './aws-error.ts';
import { type Item, storedItem } from './dynamodb/attribute-values.ts';
import { batchGetItem, batchWriteItem } from './dynamodb/batch-items.ts';
import { MemoryTable } from './dynamodb/memory-table.ts';
import { getItem, query, type See, scan } from './dynamodb/read-items.ts';
import type { TableDefinition } from './dynamodb/table-definition.ts';
import { deleteItem, putItem, updateItem } from './dynamodb/write-items.ts';

export type { KeyAttribute, TableDefinition } from './dynamodb/table-definition.ts';

export interface MemoryDynamoDbOptions {
  /** By which items expire. */
  readonly clock: Clock;
  readonly tables?: readonly TableDefinition[];
  /** @default 1 */
  readonly seed?: number;
  /**
   * Share of eventually consistent reads that see an item as it was before its last write, from 0 to 1.
   * @default 0
   */
  readonly staleReads?: number;
  /**
   * Share of the parts of a batch that are left for the caller to ask again, from 0 to 1.
   * @default 0
   */
  readonly unprocessed?: number;
}

/** DynamoDB in this process: held to AWS's behaviour by `dynamodb-contract.ts`. Every call takes a turn of the event loop before and after its effect, so that rivals interleave. */
export class MemoryDynamoDb {
  readonly port: DynamoDbPort;
  readonly #tables = new Map<string, MemoryTable>();
  readonly #clock: Clock;

  constructor({ clock, tables = [], seed = 1, staleReads = 0, unprocessed = 0 }: MemoryDynamoDbOptions) {
    this.#clock = clock;
    for (const table of tables) this.createTable(table);
    const random = randomNumbers(seed);
    const happens = (share: number) => share > 0 && random.next().value < share;
    const table = (name: string | undefined) => this.#table(name);
    const see =
      (isConsistent: boolean | undefined): See =>
      (cell) =>
        isConsistent !== true && happens(staleReads) ? cell.previous : cell.item;
    const services = { table, isLeft: () => happens(unprocessed) };
    this.port = {
      getItem: (input) => turn(() => getItem(table(input.TableName), input, see(input.ConsistentRead))),
      putItem: (input) => turn(() => putItem(table(input.TableName), input)),
      updateItem: (input) => turn(() => updateItem(table(input.TableName), input)),
      deleteItem: (input) => turn(() => deleteItem(table(input.TableName), input)),
      query: (input) => turn(() => query(table(input.TableName), input, see(input.ConsistentRead))),
      scan: (input) => turn(() => scan(table(input.TableName), input, see(input.ConsistentRead))),
      batchGetItem: (input) => turn(() => batchGetItem(services, input, see)),
      batchWriteItem: (input) => turn(() => batchWriteItem(services, input)),
    };
  }

  /** Creates a table, empty. */
  createTable(definition: TableDefinition): void {
    if (this.#tables.has(definition.name))
      throw awsError('ResourceInUseException', 400, `Table already exists: ${definition.name}`);
    this.#tables.set(definition.name, new MemoryTable(definition));
  }

  /** Copies of a table's items, for tests: a partition after the other, each in the order of its sort key. */
  items(tableName: string): Item[] {
    const items = this.#table(tableName)
      .cells()
      .map((cell) => cell.item);
    return items.filter((item) => item !== undefined).map((item) => storedItem(item));
  }

  #table(name: string | undefined): MemoryTable {
    const table = this.#tables.get(name ?? '');
    if (table === undefined) throw awsError('ResourceNotFoundException', 400, 'Requested resource not found');
    this.#expire(table);
    return table;
  }

  #expire(table: MemoryTable): void {
    const { ttlAttribute } = table.definition;
    const now = this.#clock.now();
    if (ttlAttribute === undefined || now - table.sweptMs < SWEEP_INTERVAL_MS) return;
    table.sweptMs = now;
    const nowSeconds = now / 1000;
    for (const cell of table.cells())
      if (isPast(cell.item?.[ttlAttribute], nowSeconds)) [cell.item, cell.previous] = [undefined, cell.item];
  }
}

const SWEEP_INTERVAL_MS = 1000;

/** Items of more than five years ago stay: AWS takes them for mistakes. */
const isPast = (expiry: AttributeValue | undefined, nowSeconds: number): boolean =>
  expiry?.N !== undefined && Number(expiry.N) < nowSeconds && Number(expiry.N) > nowSeconds - 5 * 365 * 86_400;

async function turn<O extends object>(work: () => O): Promise<O & { $metadata: object }> {
  await nextTurn();
  try {
    return { $metadata: { httpStatusCode: 200 }, ...work() };
  } finally {
    await nextTurn();
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
