import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { S3Event, SQSEvent } from 'aws-lambda';
import { ManualClock } from '../../util/clock.ts';
import { memoryQueue, type QueueMappingOptions, queueEventSourceMapping, s3EventBody } from './queue-mapping.ts';
import { s3EventRecord } from './s3-event.ts';

const bodies = ({ Records }: SQSEvent): string[] => Records.map(({ body }) => body);

function open(
  settings: Partial<QueueMappingOptions> & { readonly maxReceiveCount?: number } = {},
  work: (event: SQSEvent) => unknown = () => undefined,
) {
  const clock = new ManualClock(1000);
  const deadLetterQueue = memoryQueue({ clock, name: 'dead' });
  const { maxReceiveCount, ...mapped } = settings;
  const queue = memoryQueue({ clock, deadLetterQueue, ...(maxReceiveCount !== undefined && { maxReceiveCount }) });
  const calls: string[][] = [];
  const handler = async (event: SQSEvent) => {
    calls.push(bodies(event));
    return work(event);
  };
  return {
    clock,
    queue,
    deadLetterQueue,
    calls,
    mapping: queueEventSourceMapping({ queue, clock, handler, ...mapped }),
  };
}

test('what S3 tells arrives as an event', async () => {
  const events: SQSEvent[] = [];
  const { queue, mapping } = open({}, (event) => void events.push(event));
  const made = {
    bucket: 'b',
    key: 'in/a b.json',
    size: 3,
    etag: '"e"',
    timeMs: 1000,
    how: 'Put',
    sequence: 1,
  } as const;
  queue.send(s3EventBody(s3EventRecord(made)));
  await mapping.drain();
  const { Records } = JSON.parse(events[0]?.Records[0]?.body ?? '{}') as S3Event;
  assert.deepEqual(Records[0]?.s3.object.key, 'in/a+b.json');
  assert.equal(events[0]?.Records[0]?.eventSource, 'aws:sqs');
  assert.equal(queue.size, 0);
});

test('messages come in batches, in an order of the seed', async () => {
  const { queue, mapping, calls } = open({ batchSize: 4 });
  const sent = Array.from({ length: 10 }, (_, i) => `m${i}`);
  for (const body of sent) queue.send(body);
  await mapping.drain();
  assert.deepEqual(
    calls.map((call) => call.length),
    [4, 4, 2],
  );
  assert.notDeepEqual(calls.flat(), sent);
  assert.deepEqual(calls.flat().sort(), sent);
});

test('a failed batch comes again after the visibility timeout, and at last goes to the dead letters', async () => {
  const { clock, queue, deadLetterQueue, mapping, calls } = open({ maxReceiveCount: 2 }, () => {
    throw new Error('no');
  });
  queue.send('m');
  await mapping.drain();
  assert.equal(calls.length, 1);
  clock.advance(29_999);
  await mapping.drain();
  assert.equal(calls.length, 1);
  clock.advance(1);
  await mapping.drain();
  assert.equal(calls.length, 2);
  clock.advance(30_000);
  await mapping.drain();
  assert.equal(calls.length, 2);
  assert.deepEqual([queue.size, deadLetterQueue.size], [0, 1]);
});

test('a partial answer brings back what it names; a name of no message brings back all', async () => {
  let turn = 0;
  const { clock, queue, mapping, calls } = open({ reportBatchItemFailures: true }, ({ Records }) => {
    turn++;
    const bad = Records.filter(({ body }) => body === 'bad').map(({ messageId }) => messageId);
    const named = turn === 1 ? bad : turn === 2 ? ['none'] : [];
    return { batchItemFailures: named.map((itemIdentifier) => ({ itemIdentifier })) };
  });
  queue.send('good');
  queue.send('bad');
  await mapping.drain();
  clock.advance(30_000);
  await mapping.drain();
  clock.advance(30_000);
  await mapping.drain();
  assert.deepEqual(
    calls.map((call) => [...call].sort()),
    [['bad', 'good'], ['bad'], ['bad']],
  );
  assert.equal(queue.size, 0);
});

test('a batch waits for its window', async () => {
  const { clock, queue, mapping, calls } = open({ maximumBatchingWindowMs: 5000 });
  queue.send('a');
  await mapping.drain();
  queue.send('b');
  clock.advance(5000);
  await mapping.drain();
  assert.deepEqual(
    calls.map((call) => [...call].sort()),
    [['a', 'b']],
  );
});

test('messages come again although they were done, as often as the seed says', async () => {
  const { clock, queue, mapping, calls } = open({ redelivery: 0.5, batchSize: 1 });
  for (let i = 0; i < 8; i++) queue.send(`m${i}`);
  for (let turn = 0; turn < 20 && queue.size > 0; turn++) {
    await mapping.drain();
    clock.advance(30_000);
  }
  assert.ok(calls.length > 8);
  assert.equal(new Set(calls.flat()).size, 8);
});
