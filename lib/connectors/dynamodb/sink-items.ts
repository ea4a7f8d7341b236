import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ConnectorError, QueryStartError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import type { Row } from '../../types/value.ts';
import { toAttributeValue } from './attribute-value.ts';

/** Attributes by which an item tells the query and the batch that wrote it. */
export const QUERY_ATTRIBUTE = 'millrace_query';
export const BATCH_ATTRIBUTE = 'millrace_batch';

const KEY_KINDS: ReadonlySet<string> = new Set([
  ...['byte', 'short', 'integer', 'long', 'decimal', 'float', 'double'],
  ...['string', 'binary', 'date', 'timestamp', 'timestamp_ntz'],
]);

/** An item to write, and a text that is the same for equal keys alone. */
export interface SinkItem {
  readonly item: Record<string, AttributeValue>;
  readonly key: Record<string, AttributeValue>;
  readonly identity: string;
}

/** Refuses key columns that are not there or cannot be keys, and columns whose names the sink needs. */
export function checkColumns(schema: StructType, keys: readonly string[]): void {
  const names = schema.fields.map(({ name }) => name);
  for (const [i, key] of keys.entries()) {
    const name = i === 0 ? 'partitionKey' : 'sortKey';
    const field = schema.fields.find((candidate) => candidate.name === key);
    const fault =
      field === undefined
        ? 'the result has no such column'
        : KEY_KINDS.has(field.dataType.kind)
          ? undefined
          : `a ${field.dataType.kind} cannot be a key`;
    if (fault === undefined) continue;
    const params = { where: 'dynamodb sink', name, value: key, why: fault, allowed: names.join(', ') };
    throw new QueryStartError('INVALID_OPTION', params);
  }
  const [first, second] = keys;
  if (first === second && second !== undefined)
    throw new QueryStartError('INVALID_OPTION', {
      ...{ where: 'dynamodb sink', name: 'sortKey', value: second, why: 'it is the partition key' },
      allowed: names.filter((name) => name !== first).join(', '),
    });
  const taken = names.find((name) => name === QUERY_ATTRIBUTE || name === BATCH_ATTRIBUTE);
  if (taken !== undefined) throw new QueryStartError('DYNAMODB_SINK_COLUMN_RESERVED', { column: taken });
}

/** The items of a batch: null columns have no attribute, and of rows with the same key the last one counts. */
export function sinkItems(
  rows: readonly Row[],
  schema: StructType,
  keys: readonly string[],
  stamp: { readonly queryId: string; readonly batchId: number },
): SinkItem[] {
  const byKey = new Map<string, SinkItem>();
  for (const row of rows) {
    const columns = schema.fields.flatMap(({ name, dataType }, i): [string, AttributeValue][] => {
      const value = row[i] ?? null;
      return value === null ? [] : [[name, toAttributeValue(value, dataType, name)]];
    });
    const item = {
      ...Object.fromEntries(columns),
      [QUERY_ATTRIBUTE]: { S: stamp.queryId },
      [BATCH_ATTRIBUTE]: { N: String(stamp.batchId) },
    };
    const key = keyOf(item, keys);
    const identity = keyIdentity(key, keys);
    // Its place is that of the last row, too.
    byKey.delete(identity);
    byKey.set(identity, { item, key, identity });
  }
  return [...byKey.values()];
}

/** A text that is the same for equal keys alone, however their numbers are written. */
export const keyIdentity = (key: Record<string, AttributeValue>, keys: readonly string[]): string =>
  JSON.stringify(
    keys.map((name) => {
      const { S, N, B } = key[name] ?? {};
      if (S !== undefined) return ['S', S];
      return N !== undefined ? ['N', numberIdentity(N)] : ['B', Buffer.from(B ?? []).toString('hex')];
    }),
  );

/** Digits without zeros at either end, and where the point is. */
function numberIdentity(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const plain = digits.replace(/0+$/, '');
  return plain === '' ? '0' : `${sign}${plain}e${Number(power) - fraction.length + digits.length - plain.length}`;
}

function keyOf(item: Record<string, AttributeValue>, keys: readonly string[]): Record<string, AttributeValue> {
  return Object.fromEntries(
    keys.map((name) => {
      const value = item[name];
      if (value === undefined) throw new ConnectorError('DYNAMODB_SINK_KEY_MISSING', { column: name, why: 'NULL' });
      if (value.S === '' || value.B?.length === 0)
        throw new ConnectorError('DYNAMODB_SINK_KEY_MISSING', { column: name, why: 'empty' });
      return [name, value];
    }),
  );
}
