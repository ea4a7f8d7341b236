import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { memoryQueue, queueEventSourceMapping, s3EventBody } from '../testing/aws/queue-mapping.ts';
import { s3EventRecord } from '../testing/aws/s3-event.ts';
import { at, contextOf, Deployed, fileWindows, START_MS } from './lambda.fixture.ts';
import { manageHandler } from './manage-handler.ts';
import { arrivedFiles, fromText, type SqsEvent } from './s3-event.ts';
import { s3Handler } from './s3-handler.ts';
import { tickHandler } from './tick-handler.ts';

const WINDOWS = 'start TIMESTAMP, n BIGINT';
const clicks = (...seconds: readonly number[]): string =>
  seconds.map((second) => JSON.stringify({ user: 'a', t: at(second) })).join('\n');

const bodyOf = (key: string): string =>
  s3EventBody(s3EventRecord({ bucket: 'input', key, size: 1, etag: '"e"', timeMs: START_MS, how: 'Put', sequence: 1 }));

class Bucket {
  readonly deployed: Deployed;

  private constructor(deployed: Deployed) {
    this.deployed = deployed;
  }

  static create = async (t: TestContext): Promise<Bucket> => new Bucket(await Deployed.create(t, fileWindows));

  put = (key: string, ...seconds: readonly number[]) => this.deployed.put(key, clicks(...seconds));

  body = (key: string): string => bodyOf(key);

  event = (...bodies: readonly string[]): SqsEvent => ({
    Records: bodies.map((body, i) => ({ messageId: `m${i}`, body })),
  });

  output = (): Promise<readonly string[]> => this.deployed.output(WINDOWS);
}

test('files that events tell of are batches, once, whatever the order and the repeats', async (t) => {
  const bucket = await Bucket.create(t);
  const handler = s3Handler(await bucket.deployed.process());
  await bucket.put('clicks/a.json', 1, 2);
  await bucket.put('clicks/b c.json', 3);
  const [a, b] = [bucket.body('clicks/a.json'), bucket.body('clicks/b c.json')];
  assert.deepEqual(await handler(bucket.event(b, a, b), contextOf()), { batchItemFailures: [] });
  assert.deepEqual(await handler(bucket.event(a), contextOf()), { batchItemFailures: [] });
  await bucket.put('clicks/d.json', 60);
  await handler(bucket.event(bucket.body('clicks/d.json')), contextOf());
  assert.deepEqual(await bucket.output(), [`${at(0)} 3`], 'the window that the new file closes comes out at once');
});

test('test events and other events bring nothing, unreadable messages come again', async (t) => {
  const bucket = await Bucket.create(t);
  const handler = s3Handler(await bucket.deployed.process());
  const testEvent = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'input' });
  assert.deepEqual(await handler(bucket.event(testEvent), contextOf()), { batchItemFailures: [] });
  assert.deepEqual(bucket.deployed.told.batches, []);
  await bucket.put('clicks/a.json', 1);
  const misencoded = bucket.body('clicks/a.json').replace('a.json', '100%.json');
  const answer = await handler(
    bucket.event('no JSON', bucket.body('clicks/a.json'), '{"x":1}', misencoded),
    contextOf(),
  );
  assert.deepEqual(
    answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    ['m0', 'm2', 'm3'],
  );
  assert.deepEqual(
    bucket.deployed.told.batches.map(({ numInputRows }) => numInputRows).filter((n) => n > 0),
    [1],
  );
  await assert.rejects(handler({ x: 1 }, contextOf()), { condition: 'LAMBDA_EVENT_UNEXPECTED' });
});

test('a queue that repeats messages, through two processes, gives each row once', async (t) => {
  const bucket = await Bucket.create(t);
  const { clock } = bucket.deployed;
  const queue = memoryQueue({ clock });
  const handlers = [s3Handler(await bucket.deployed.process()), s3Handler(await bucket.deployed.process())] as const;
  let calls = 0;
  const mapping = queueEventSourceMapping({
    queue,
    clock,
    handler: (event) => {
      calls += 1;
      return handlers[calls % 2 === 0 ? 0 : 1](event, contextOf()) as Promise<never>;
    },
    batchSize: 3,
    reportBatchItemFailures: true,
    redelivery: 0.4,
  });
  for (let i = 0; i < 10; i++) {
    await bucket.put(`clicks/${i}.json`, i);
    queue.send(bucket.body(`clicks/${i}.json`));
  }
  await bucket.put('clicks/last.json', 100);
  queue.send(bucket.body('clicks/last.json'));
  for (let i = 0; i < 20 && queue.size > 0; i++) {
    await mapping.drain();
    clock.advance(31_000);
  }
  assert.equal(queue.size, 0);
  assert.deepEqual(await bucket.output(), [`${at(0)} 10`]);
});

test('messages come again where the time is up before their files are committed', async (t) => {
  const bucket = await Bucket.create(t);
  const handler = s3Handler(await bucket.deployed.process());
  await bucket.put('clicks/a.json', 1);
  let left = 10_000;
  const spent = contextOf(() => {
    left -= 8_000;
    return left + 8_000;
  });
  assert.deepEqual(await handler(bucket.event(bucket.body('clicks/a.json')), spent), {
    batchItemFailures: [{ itemIdentifier: 'm0' }],
  });
  assert.deepEqual(bucket.deployed.told.skips, ['NOT_ENOUGH_TIME']);
});

test('a tick closes windows by silence of the stream, and finds files that no event told of', async (t) => {
  const bucket = await Bucket.create(t);
  const runtime = await bucket.deployed.process();
  const [handler, tick] = [s3Handler(runtime), tickHandler(runtime)];
  await bucket.put('clicks/a.json', 1);
  await handler(bucket.event(bucket.body('clicks/a.json')), contextOf());
  await bucket.put('clicks/lost.json', 2);
  assert.deepEqual(await tick({ reconcile: false }, contextOf()), { state: 'running', batches: 0, numInputRows: 0 });
  assert.equal((await tick({}, contextOf())).numInputRows, 1);
  await bucket.put('clicks/z.json', 60);
  assert.deepEqual(await tick({}, contextOf()), { state: 'running', batches: 2, numInputRows: 1 });
  assert.deepEqual(await bucket.output(), [`${at(0)} 2`]);
});

test('a tick leaves a stream that never pauses to the next one', async (t) => {
  const bucket = await Bucket.create(t);
  const { clock } = bucket.deployed;
  const runtime = await bucket.deployed.process({
    phaseHook: (phase, moment) => {
      if (phase === 'addBatch' && moment === 'before') clock.advance(30_000);
    },
  });
  for (let i = 0; i < 9; i++) await bucket.put(`clicks/${i}.json`, 1);
  const tick = tickHandler(runtime);
  assert.deepEqual(await tick({}, contextOf()), { state: 'running', batches: 2, numInputRows: 4 });
  assert.deepEqual(await tick({}, contextOf()), { state: 'running', batches: 2, numInputRows: 4 });
  assert.equal((await tick({}, contextOf())).numInputRows, 1);
});

test('MILLRACE_RECONCILE_MINUTES says how often a tick lists', async (t) => {
  const bucket = await Bucket.create(t);
  const tick = tickHandler(await bucket.deployed.process({ environment: { MILLRACE_RECONCILE_MINUTES: '5' } }));
  await tick({ reconcile: true }, contextOf());
  const found: number[] = [];
  for (let minute = 0; minute < 10; minute++) {
    await bucket.put(`clicks/${minute}.json`, minute);
    const { numInputRows } = await tick({}, contextOf());
    if (numInputRows > 0) found.push(minute);
    bucket.deployed.clock.advance(60_000);
  }
  assert.deepEqual(found, [0, 5]);
});

test('files that arrive while the query is stopped are read after its start', async (t) => {
  const bucket = await Bucket.create(t);
  const runtime = await bucket.deployed.process();
  const [handler, manage] = [s3Handler(runtime), manageHandler(runtime)];
  await bucket.put('clicks/0.json', 0);
  await handler(bucket.event(bucket.body('clicks/0.json')), contextOf());
  await manage({ action: 'stop' }, contextOf());
  await bucket.put('clicks/a.json', 1);
  assert.deepEqual(await handler(bucket.event(bucket.body('clicks/a.json')), contextOf()), { batchItemFailures: [] });
  await manage({ action: 'start' }, contextOf());
  await bucket.put('clicks/b.json', 60);
  await handler(bucket.event(bucket.body('clicks/b.json')), contextOf());
  assert.deepEqual(await bucket.output(), [`${at(0)} 2`]);
});

test('events of S3 and EventBridge tell of objects; keys of S3 are decoded', () => {
  const file = { path: 's3://input/a b+c/ü.json', bytes: 1, modifiedMs: START_MS };
  assert.deepEqual(fromText(bodyOf('a b+c/ü.json')), [file]);
  const bridge = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: at(0),
    detail: { bucket: { name: 'input' }, object: { key: 'a b+c/ü.json', size: 1 } },
  };
  assert.deepEqual(arrivedFiles(bridge), [file]);
  assert.deepEqual(arrivedFiles({ ...bridge, 'detail-type': 'Object Deleted' }), []);
  assert.deepEqual(arrivedFiles({ Type: 'Notification', Message: JSON.stringify(bridge) }), [file], 'through SNS');
  assert.deepEqual(arrivedFiles({ Records: [{ eventName: 'ObjectRemoved:Delete', s3: {} }] }), []);
  assert.equal(arrivedFiles({ Records: [{ kinesis: {} }] }), undefined);
});
