import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AwsCall } from '../connectors/aws/ports.ts';
import { watchedServices } from '../connectors/aws/watched-services.ts';
import { checkpointTable } from '../testing/aws/checkpoint-table.ts';
import { memoryAws } from '../testing/aws/memory-aws.ts';
import { BatchRecorder, type Frame, frameOf, openSession, openTimedSession, temporaryFolder } from './query.fixture.ts';

function setUp() {
  const aws = memoryAws({ dynamoDb: { tables: [checkpointTable('checkpoints')] } });
  const calls: AwsCall[] = [];
  return { aws, calls, services: watchedServices(aws.services, (call) => calls.push(call)) };
}

test('a warm batch with state takes three writes and at most two reads', async (t) => {
  const { calls, services } = setUp();
  // By a clock that stands still: looks at the desired state and records of progress come by the second.
  const { session } = await openTimedSession(t, { aws: services });
  const input = session.memoryStream('k STRING');
  const recorder = new BatchRecorder();
  const counts: Frame = frameOf(session, input).groupBy('k').count() as unknown as Frame;
  const query = await counts.writeStream
    .outputMode('update')
    .option('checkpointLocation', 'dynamodb://checkpoints/counts')
    .foreachBatch(recorder.write)
    .start();
  const requests: string[][] = [];
  for (const k of ['a', 'b', 'a', 'b']) {
    calls.length = 0;
    input.addData({ k });
    await query.processAllAvailable();
    requests.push(calls.map(({ operation }) => operation));
  }
  await query.stop();
  assert.deepEqual(recorder.batches.at(-1), [3, ['["b",2]']]);
  // The progress of the first batch may be stored while the second waits.
  for (const warm of requests.slice(2)) {
    const reads = warm.filter((operation) => operation !== 'putItem');
    assert.equal(warm.length - reads.length, 3, 'offsets, a delta chunk, the commit');
    assert.ok(reads.length <= 2, `${warm}`);
  }
});

test('a progress tells what its query has asked of AWS, and not what others of the session have', async (t) => {
  const { calls, services } = setUp();
  const { session } = await openTimedSession(t, { aws: services });
  const input = session.memoryStream('k STRING');
  const start = async (checkpointLocation: string) =>
    frameOf(session, input)
      .groupBy('k')
      .count()
      .writeStream.outputMode('update')
      .format('noop')
      .option('checkpointLocation', checkpointLocation)
      .start();
  const first = await start('dynamodb://checkpoints/first');
  const second = await start('dynamodb://checkpoints/second');
  const other = await start(await temporaryFolder(t));
  for (const k of ['a', 'b', 'c', 'd']) {
    input.addData({ k });
    await Promise.all([first, second, other].map((query) => query.processAllAvailable()));
  }
  await Promise.all([first, second, other].map((query) => query.stop()));
  let requests = 0;
  let units = 0;
  for (const query of [first, second]) {
    const batches = query.recentProgress.filter(({ numInputRows }) => numInputRows > 0);
    assert.equal(batches.length, 4);
    for (const { aws } of batches) {
      assert.deepEqual(Object.keys(aws?.requests ?? {}), ['dynamoDb']);
      requests += Object.values(aws?.requests['dynamoDb'] ?? {}).reduce((sum, count) => sum + count, 0);
      units += aws?.dynamoDbCapacityUnits ?? 0;
    }
    const warm = batches.slice(1).map(({ aws }) => aws?.requests['dynamoDb']?.['putItem'] ?? 0);
    for (const puts of warm)
      assert.ok(puts === 3 || puts === 4, `${warm}: its own three, and the progress of another batch`);
  }
  assert.ok(requests <= calls.length && requests > calls.length - 20, `${requests} of ${calls.length}`);
  const allUnits = calls.reduce((sum, { capacityUnits }) => sum + capacityUnits, 0);
  assert.ok(units <= allUnits && units > allUnits / 2, `${units} of ${allUnits}`);
  assert.equal('aws' in (other.lastProgress ?? assert.fail()), false);
});

test('a table can be the place of all checkpoints of a session, each under the name of its query', async (t) => {
  const { aws, services } = setUp();
  const conf = { 'spark.sql.streaming.checkpointLocation': 'dynamodb://checkpoints/?spill=bucket' };
  const session = await openSession(t, { aws: services, conf });
  const input = session.memoryStream('k STRING');
  const run = async () => {
    const recorder = new BatchRecorder();
    const query = await frameOf(session, input)
      .writeStream.queryName('by key')
      .foreachBatch(recorder.write)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    return recorder.batches;
  };
  input.addData({ k: 'a' });
  assert.deepEqual(await run(), [[0, ['["a"]']]]);
  input.addData({ k: 'b' });
  assert.deepEqual(await run(), [[1, ['["b"]']]]);
  assert.deepEqual(new Set(aws.dynamoDb.items('checkpoints').map(({ pk }) => pk?.S)), new Set(['by key']));
});

test('a location that is not valid, and a table that is missing, are refused as the query starts', async (t) => {
  const { services } = setUp();
  const session = await openSession(t, { aws: services });
  const input = session.memoryStream('k STRING');
  const start = (location: string) =>
    frameOf(session, input).writeStream.format('noop').option('checkpointLocation', location).start();
  await assert.rejects(start('dynamodb://checkpoints'), { condition: 'INVALID_CHECKPOINT_LOCATION' });
  await assert.rejects(start('dynamodb://missing/q'), {
    condition: 'CHECKPOINT_TABLE_NOT_FOUND',
    message: /aws dynamodb create-table --table-name missing/,
  });
});
