import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BinaryType, IntegerType, StringType, structField, structType } from '../../types/data-type.ts';
import type { Row } from '../../types/value.ts';
import { messageColumns } from './message-columns.ts';
import { messagesOf, requestsOf, topicsOf } from './messages.ts';
import { HEADERS_TYPE } from './record-row.ts';

const schema = structType([
  structField('value', StringType),
  structField('key', BinaryType),
  structField('partition', IntegerType),
  structField('headers', HEADERS_TYPE),
  structField('topic', StringType),
]);
const COLUMNS = messageColumns(schema, undefined);
const make = (rows: readonly Row[], counts: Readonly<Record<string, number>> = { t: 4 }) =>
  messagesOf(rows, topicsOf(rows, COLUMNS, undefined), COLUMNS, new Map(Object.entries(counts)), 1234);

test('columns are found by name, whatever their order; the option hides the topic column', () => {
  assert.deepEqual(COLUMNS, { value: 0, key: 1, partition: 2, headers: 3, topic: 4 });
  assert.equal(messageColumns(schema, 'other').topic, -1);
  const integer = structType([structField('topic', IntegerType), structField('value', StringType)]);
  assert.equal(messageColumns(integer, 'other').topic, -1, 'and then its type does not matter');
});

test('values are bytes, NULL is no value, and the time is that of the batch', () => {
  const [first, second] = make([
    [
      'é',
      Buffer.from('k'),
      3,
      [
        { key: 'h', value: new Uint8Array([1]) },
        { key: 'n', value: null },
      ],
      't',
    ],
    [null, null, null, null, 't'],
  ]);
  assert.deepEqual(first?.value, Buffer.from('é'));
  assert.equal(first?.partition, 3);
  assert.deepEqual(
    [...(first?.headers ?? [])].map(([key, value]) => [String(key), value?.[0]]),
    [
      ['h', 1],
      ['n', undefined],
    ],
  );
  assert.deepEqual(
    [second?.key, second?.value, second?.headers.size, second?.timestamp],
    [undefined, undefined, 0, 1234n],
  );
});

test('rows without a key take turns by topic; keys keep their partition', () => {
  const rows = ['a', 'b', 'a', 'a', 'b'].map((topic): Row => ['v', null, null, null, topic]);
  assert.deepEqual(
    make(rows, { a: 2, b: 2 }).map(({ partition }) => partition),
    [0, 0, 1, 0, 1],
  );
  const keyed = make([0, 1].map((): Row => ['v', Buffer.from('foobar'), null, null, 't']));
  assert.deepEqual(
    keyed.map(({ partition }) => partition),
    [(-790332482 & 0x7fffffff) % 4, (-790332482 & 0x7fffffff) % 4],
  );
});

test('a partition that is not there, and a topic that is NULL, are refused', () => {
  assert.throws(() => make([['v', null, 4, null, 't']]), { condition: 'KAFKA_PARTITION_NOT_FOUND' });
  assert.throws(() => make([['v', null, -1, null, 't']]), { condition: 'KAFKA_PARTITION_NOT_FOUND' });
  assert.throws(() => make([['v', null, null, null, null]]), { condition: 'KAFKA_NULL_TOPIC_IN_DATA' });
});

test('requests hold what fits, and one record at least', () => {
  const messages = make([100, 100, 1000, 100, 100].map((size): Row => ['x'.repeat(size), null, null, null, 't']));
  assert.deepEqual(
    requestsOf(messages, 300).map((request) => request.length),
    [2, 1, 2],
  );
  assert.deepEqual(requestsOf([], 300), []);
});
