import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringType, structField, structType } from '../../types/data-type.ts';
import { ManualClock } from '../../util/clock.ts';
import { kafkaSinkProvider, kafkaSourceProvider } from './provider.ts';
import { kafkaSourceRequest, openCluster, readSettings } from './source-request.ts';

const context = { clock: new ManualClock(), fileSystems: [], conf: {} };
const SERVER = { 'kafka.bootstrap.servers': 'nowhere:1' };
const schema = (options: Readonly<Record<string, string>>, user = false) =>
  kafkaSourceProvider
    .schema('kafka', { ...SERVER, ...options }, user ? structType([structField('v', StringType)]) : undefined, context)
    .fields.map(({ name }) => name);
const COLUMNS = ['key', 'value', 'topic', 'partition', 'offset', 'timestamp', 'timestampType'];

test("the schema is Spark's; headers are there on request", () => {
  assert.deepEqual(schema({ subscribe: 't' }), COLUMNS);
  assert.deepEqual(schema({ subscribe: 't', includeHeaders: 'true' }), [...COLUMNS, 'headers']);
  assert.throws(() => schema({ subscribe: 't' }, true), { condition: '_LEGACY_ERROR_TEMP_2242' });
});

test('options are checked before anything connects', () => {
  const wrong: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{}, 'MISSING_OPTION'],
    [{ subscribe: 't', minPartitions: '0' }, 'INVALID_OPTION'],
    [{ subscribe: 't', maxRecordsPerPartition: '0' }, 'INVALID_OPTION'],
    [{ subscribe: 't', maxOffsetsPerTrigger: '0' }, 'INVALID_OPTION'],
    [{ subscribe: 't', minOffsetsPerTrigger: '5', maxOffsetsPerTrigger: '4' }, 'INVALID_OPTION'],
    [{ subscribe: 't', startingOffsetsByTimestampStrategy: 'earliest' }, 'INVALID_OPTION'],
    [{ subscribe: 't', 'kafka.isolation.level': 'serializable' }, 'INVALID_OPTION'],
    [{ subscribe: 't', startingOffset: 'earliest' }, 'UNKNOWN_OPTION'],
    [{ subscribe: 't', 'kafka.auto.offset.reset': 'earliest' }, 'KAFKA_SETTING_NOT_SUPPORTED'],
    [{ subscribe: 't', 'kafka.acks': 'all' }, 'UNKNOWN_OPTION'],
  ];
  for (const [options, condition] of wrong) {
    assert.throws(() => schema(options), { condition }, JSON.stringify(options));
  }
});

test('the group id names the client, and is told where records are lost', () => {
  const of = (options: Readonly<Record<string, string>>) =>
    kafkaSourceRequest({ ...SERVER, subscribe: 't', ...options }, 'unique');
  assert.equal(of({}).groupId, 'millrace-kafka-source-unique');
  assert.equal(of({ groupIdPrefix: 'mine' }).groupId, 'mine-unique');
  const own = of({ groupIdPrefix: 'mine', 'kafka.group.id': 'ours' });
  assert.equal(own.groupId, 'ours');
  assert.equal(own.connection.clientId, 'consumer-ours');
  assert.equal(readSettings(own, context.clock).groupId, 'ours');
  assert.equal(openCluster(own, context.clock).servers, 'nowhere:1');
});

test('a sink knows its options and columns before the query starts', async () => {
  const create = (options: Readonly<Record<string, string>>) =>
    kafkaSinkProvider.create({
      format: 'kafka',
      options: { ...SERVER, ...options },
      schema: structType([structField('value', StringType)]),
      partitionBy: [],
      outputMode: 'append',
      queryId: 'q',
      queryName: undefined,
      context,
    });
  assert.equal((await create({ topic: ' t ' })).description, 'KafkaSink[t]');
  await assert.rejects(create({}), { condition: '_LEGACY_ERROR_TEMP_3080' });
  await assert.rejects(create({ topic: 't', 'kafka.isolation.level': 'read_committed' }), {
    condition: 'UNKNOWN_OPTION',
  });
  await assert.rejects(create({ topic: 't', 'kafka.transactional.id': 'x' }), {
    condition: 'KAFKA_SETTING_NOT_SUPPORTED',
  });
});
