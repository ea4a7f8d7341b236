import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ConnectorError } from '../errors/index.ts';
import type { PhaseHook } from '../runtime/phases.ts';
import { kinesisEventSourceMapping } from '../testing/aws/event-source-mapping.ts';
import { kinesisEvent } from '../testing/aws/kinesis/kinesis-event.ts';
import { kinesisHandler } from './kinesis-handler.ts';
import { at, contextOf, Deployed, kinesisClicks, START_MS } from './lambda.fixture.ts';
import { manageHandler } from './manage-handler.ts';
import { tickHandler } from './tick-handler.ts';

const STREAM_ARN = /:stream\/clicks$/;
const ROWS = 'user STRING';

class Stream {
  readonly deployed: Deployed;

  private constructor(deployed: Deployed) {
    this.deployed = deployed;
  }

  static async create(t: TestContext, shards = 1): Promise<Stream> {
    const deployed = await Deployed.create(t, kinesisClicks);
    deployed.aws.kinesis.createStream('clicks', { shards });
    return new Stream(deployed);
  }

  async put(...users: readonly string[]): Promise<void> {
    await this.deployed.aws.kinesis.port.putRecords({
      StreamName: 'clicks',
      Records: users.map((user) => ({ Data: Buffer.from(JSON.stringify({ user, t: at(1) })), PartitionKey: user })),
    });
  }

  /** Everything in the stream, by shard. */
  async records(shardId = 'shardId-000000000000'): Promise<Parameters<typeof kinesisEvent>[2]> {
    const { port } = this.deployed.aws.kinesis;
    const { ShardIterator: iterator } = await port.getShardIterator({
      StreamName: 'clicks',
      ShardId: shardId,
      ShardIteratorType: 'TRIM_HORIZON',
    });
    return (await port.getRecords({ ShardIterator: iterator })).Records ?? [];
  }

  async arn(): Promise<string> {
    const { port } = this.deployed.aws.kinesis;
    const { StreamDescriptionSummary: summary } = await port.describeStreamSummary({ StreamName: 'clicks' });
    return summary?.StreamARN ?? '';
  }

  async event(from = 0, to?: number) {
    return kinesisEvent(await this.arn(), 'shardId-000000000000', (await this.records()).slice(from, to));
  }

  output = (): Promise<readonly string[]> => this.deployed.output(ROWS);
}

test('an event is a batch; what comes again is skipped', async (t) => {
  const stream = await Stream.create(t);
  assert.match(await stream.arn(), STREAM_ARN);
  await stream.put('a', 'b');
  const handler = kinesisHandler(await stream.deployed.process());
  assert.deepEqual(await handler(await stream.event(), contextOf()), { batchItemFailures: [] });
  assert.deepEqual(await handler(await stream.event(), contextOf()), { batchItemFailures: [] });
  assert.deepEqual(await stream.output(), ['a', 'b']);
  await stream.put('c');
  await handler(await stream.event(1), contextOf());
  assert.deepEqual(await stream.output(), ['a', 'b', 'c']);
  assert.deepEqual(
    stream.deployed.told.batches.map(({ batchId, numInputRows }) => [batchId, numInputRows]),
    [
      [0, 2],
      [1, 1],
    ],
  );
});

test('the progress of a batch tells what it has asked of AWS, from the checkpoint to the output', async (t) => {
  const stream = await Stream.create(t);
  const handler = kinesisHandler(await stream.deployed.process());
  for (const [i, user] of ['a', 'b', 'c'].entries()) {
    await stream.put(user);
    await handler(await stream.event(i), contextOf());
  }
  const usages = stream.deployed.told.batches.map(({ aws }) => aws);
  assert.equal(usages.length, 3);
  for (const usage of usages) {
    const { dynamoDb = {}, s3 = {} } = usage?.requests ?? {};
    assert.ok((dynamoDb['putItem'] ?? 0) >= 2, 'offsets and commit');
    assert.equal(s3['putObject'], 1);
    assert.ok((usage?.dynamoDbCapacityUnits ?? 0) >= 2);
  }
});

test('a gap before the event is read first, and records in another order are not lost', async (t) => {
  const stream = await Stream.create(t);
  await stream.put('a', 'b', 'c', 'd');
  const handler = kinesisHandler(await stream.deployed.process());
  const event = await stream.event(2);
  assert.deepEqual(await handler({ Records: event.Records.toReversed() }, contextOf()), { batchItemFailures: [] });
  assert.deepEqual(await stream.output(), ['a', 'b', 'c', 'd']);
  await handler(await stream.event(0, 2), contextOf());
  assert.deepEqual(await stream.output(), ['a', 'b', 'c', 'd'], 'the late event brings nothing new');
});

test('a mapping that hands batches over again, to two processes in turn, over two shards, gives each row once', async (t) => {
  const stream = await Stream.create(t, 2);
  const handlers = [
    kinesisHandler(await stream.deployed.process()),
    kinesisHandler(await stream.deployed.process()),
  ] as const;
  let calls = 0;
  const mapping = kinesisEventSourceMapping({
    kinesis: stream.deployed.aws.kinesis.port,
    streamName: 'clicks',
    clock: stream.deployed.clock,
    handler: (event) => {
      calls += 1;
      return handlers[calls % 2 === 0 ? 0 : 1](event, contextOf()) as Promise<never>;
    },
    startingPosition: { type: 'TRIM_HORIZON' },
    reportBatchItemFailures: true,
    batchSize: 3,
    redelivery: 0.3,
  });
  const users = Array.from({ length: 20 }, (_, i) => `user${String(i).padStart(2, '0')}`);
  await stream.put(...users.slice(0, 12));
  await mapping.drain();
  await stream.put(...users.slice(12));
  await mapping.drain();
  assert.deepEqual(await stream.output(), users);
  assert.ok(calls > 7, 'some batches came twice');
});

test('two invocations at once, in one process and in two, commit each record once', async (t) => {
  const stream = await Stream.create(t);
  await stream.put('a', 'b', 'c');
  const [one, two] = [kinesisHandler(await stream.deployed.process()), kinesisHandler(await stream.deployed.process())];
  const [first, second] = [await stream.event(0, 2), await stream.event(1)];
  const answers = await Promise.all([
    one?.(first, contextOf()),
    two?.(second, contextOf()),
    one?.(second, contextOf()),
  ]);
  assert.deepEqual(answers, Array(3).fill({ batchItemFailures: [] }));
  assert.deepEqual(await stream.output(), ['a', 'b', 'c']);
});

test('a process stays warm and takes in what another one has committed', async (t) => {
  const stream = await Stream.create(t);
  const [one, two] = [await stream.deployed.process(), await stream.deployed.process()].map(kinesisHandler);
  for (const [i, handler] of [one, two, one, two, one].entries()) {
    await stream.put(`u${i}`);
    assert.deepEqual(await handler?.(await stream.event(i), contextOf()), { batchItemFailures: [] });
  }
  assert.deepEqual(await stream.output(), ['u0', 'u1', 'u2', 'u3', 'u4']);
  assert.deepEqual(
    stream.deployed.told.batches.map(({ batchId }) => batchId),
    [0, 1, 2, 3, 4],
  );
});

test('an invocation without time begins no batch that it may not finish, and says which records must come again', async (t) => {
  const stream = await Stream.create(t);
  await stream.put('a');
  const handler = kinesisHandler(await stream.deployed.process());
  const event = await stream.event();
  let left = 10_000;
  const spent = contextOf(() => {
    left -= 8_000;
    return left + 8_000;
  });
  assert.deepEqual(await handler(event, spent), {
    batchItemFailures: [{ itemIdentifier: event.Records[0]?.kinesis.sequenceNumber }],
  });
  assert.deepEqual(stream.deployed.told.skips, ['NOT_ENOUGH_TIME']);
  assert.deepEqual(await handler(event, contextOf(1000)), { batchItemFailures: [] }, 'no later one would have more');
  assert.deepEqual(await stream.output(), ['a']);
});

test('a stopped query leaves records where they are, and reads them after its start, by event or tick', async (t) => {
  const stream = await Stream.create(t);
  const runtime = await stream.deployed.process();
  const [handler, manage, tick] = [kinesisHandler(runtime), manageHandler(runtime), tickHandler(runtime)];
  await stream.put('a');
  await handler(await stream.event(), contextOf());
  assert.deepEqual(await manage({ action: 'stop', reason: 'deploying' }, contextOf()), {
    query: 'clicks',
    changed: true,
  });
  await stream.put('b');
  assert.deepEqual(await handler(await stream.event(1), contextOf()), { batchItemFailures: [] });
  assert.equal((await tick({}, contextOf())).state, 'stopped');
  assert.deepEqual(stream.deployed.told.skips, ['QUERY_IS_STOPPED', 'QUERY_IS_STOPPED']);
  assert.deepEqual(await stream.output(), ['a']);
  await manage({ action: 'start' }, contextOf());
  await stream.put('c');
  await handler(await stream.event(2), contextOf());
  assert.deepEqual(await stream.output(), ['a', 'b', 'c']);
  await manage({ action: 'stop' }, contextOf());
  await stream.put('d');
  await handler(await stream.event(3), contextOf());
  await manage({ action: 'start' }, contextOf());
  assert.deepEqual(await tick({}, contextOf()), { state: 'running', batches: 1, numInputRows: 1 });
  assert.deepEqual(await stream.output(), ['a', 'b', 'c', 'd']);
});

test('a batch that dies in any phase is done by the next invocation, once', async (t) => {
  for (const phase of ['latestOffset', 'walCommit', 'getBatch', 'addBatch', 'commitOffsets', 'cleanup'] as const) {
    for (const moment of ['before', 'after'] as const) {
      await t.test(`${moment} ${phase}`, async (t) => {
        const stream = await Stream.create(t);
        let dies = true;
        const phaseHook: PhaseHook = (at, when) => {
          if (!dies || at !== phase || when !== moment) return;
          dies = false;
          throw new Error('killed');
        };
        await stream.put('a', 'b');
        const handler = kinesisHandler(await stream.deployed.process({ phaseHook }));
        await assert.rejects(handler(await stream.event(), contextOf()), { message: 'killed' });
        assert.equal(stream.deployed.told.failures[0]?.stopped, false);
        await stream.put('c');
        assert.deepEqual(await handler(await stream.event(), contextOf()), { batchItemFailures: [] });
        assert.deepEqual(await stream.output(), ['a', 'b', 'c']);
      });
    }
  }
});

test('a batch that fails for its data is thrown back, and after four times the query stops with the reason', async (t) => {
  const stream = await Stream.create(t);
  const runtime = await stream.deployed.process({
    phaseHook: async (phase, moment, batchId) => {
      if (phase !== 'addBatch' || moment !== 'before' || batchId !== 1) return;
      const { ExecutionError } = await import('../errors/index.ts');
      throw new ExecutionError('DIVIDE_BY_ZERO', { config: 'spark.sql.ansi.enabled' });
    },
  });
  const handler = kinesisHandler(runtime);
  await stream.put('good');
  await handler(await stream.event(), contextOf());
  await stream.put('bad');
  const event = await stream.event(1);
  for (let i = 0; i < 4; i++) await assert.rejects(handler(event, contextOf()), { condition: 'DIVIDE_BY_ZERO' });
  assert.deepEqual(
    stream.deployed.told.failures.map(({ batchId, stopped }) => [batchId, stopped]),
    [
      [1, false],
      [1, false],
      [1, false],
      [1, true],
    ],
  );
  assert.deepEqual(await handler(event, contextOf()), { batchItemFailures: [] }, 'the shard goes on');
  const status = await manageHandler(runtime)({ action: 'status' }, contextOf());
  assert.ok('desired' in status && status.desired.state === 'stopped');
  assert.match(status.desired.reason ?? '', /^batch 1 has failed 4 times: \[DIVIDE_BY_ZERO\]/);
  assert.equal(status.desired.since, new Date(START_MS).toISOString());
  await manageHandler(runtime)({ action: 'start' }, contextOf());
  await runtime.close();
  await stream.put('later');
  await kinesisHandler(await stream.deployed.process())(await stream.event(2), contextOf());
  assert.deepEqual(await stream.output(), ['bad', 'good', 'later'], 'mended code reads what was left');
});

test('a service that takes nothing for long is waited for: it never stops the query', async (t) => {
  const stream = await Stream.create(t);
  let failures = 0;
  const runtime = await stream.deployed.process({
    phaseHook: (phase, moment) => {
      if (phase !== 'addBatch' || moment !== 'before' || failures === 6) return;
      failures += 1;
      const params = { stream: 'out', records: 1, code: 'ProvisionedThroughputExceededException', reason: 'Rate' };
      throw new ConnectorError('KINESIS_PUT_FAILED', params);
    },
  });
  const handler = kinesisHandler(runtime);
  await stream.put('a');
  const event = await stream.event();
  for (let i = 0; i < 6; i++) await assert.rejects(handler(event, contextOf()), { condition: 'KINESIS_PUT_FAILED' });
  assert.ok(stream.deployed.told.failures.every(({ stopped }) => !stopped));
  await handler(event, contextOf());
  assert.deepEqual(await stream.output(), ['a']);
});

test('events of other streams are refused by name', async (t) => {
  const stream = await Stream.create(t);
  await stream.put('a');
  const handler = kinesisHandler(await stream.deployed.process());
  const other = kinesisEvent(
    'arn:aws:kinesis:eu-west-1:1:stream/other',
    'shardId-000000000000',
    await stream.records(),
  );
  await assert.rejects(handler(other, contextOf()), {
    condition: 'LAMBDA_EVENT_UNEXPECTED',
    message: /does not read the stream arn:aws:kinesis:eu-west-1:1:stream\/other/,
  });
  await assert.rejects(handler({} as never, contextOf()), { condition: 'LAMBDA_EVENT_UNEXPECTED' });
});
