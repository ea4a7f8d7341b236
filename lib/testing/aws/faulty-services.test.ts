import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { S3Port } from '../../connectors/aws/ports.ts';
import { ManualClock } from '../../util/clock.ts';
import { type AwsFault, type FaultyServicesOptions, faultyServices } from './faulty-services.ts';
import { memoryAws } from './memory-aws.ts';
import { MemoryS3 } from './memory-s3.ts';

/** A memory S3 whose calls are counted, under faults. */
async function faultyS3(rates: FaultyServicesOptions['rates'], options: Partial<FaultyServicesOptions> = {}) {
  const s3 = new MemoryS3({ clock: new ManualClock() });
  s3.createBucket('b');
  let puts = 0;
  const counted: S3Port = {
    ...s3.port,
    putObject: (input) => {
      puts++;
      return s3.port.putObject(input);
    },
  };
  const inner = { ...memoryAws().services, s3: async () => counted };
  const faulty = faultyServices(inner, { seed: 1, rates, ...options });
  const port = await faulty.services.s3();
  return { s3, port, faulty, puts: () => puts };
}

const put = (port: S3Port, key: string, more: object = {}) =>
  port.putObject({ Bucket: 'b', Key: key, Body: 'x', ...more }).then(
    () => 'done',
    (error: Error) => error.name,
  );

const cases: readonly [fault: AwsFault, effects: number, answer: string][] = [
  ['lostBefore', 0, 'TimeoutError'],
  ['lostAfter', 1, 'TimeoutError'],
  ['throttled', 0, 'SlowDown'],
  ['delayed', 1, 'done'],
  ['repeated', 2, 'done'],
  ['straggled', 2, 'done'],
];

for (const [fault, effects, answer] of cases) {
  test(`${fault}: ${effects} effects, the caller gets ${answer}`, async () => {
    const { port, faulty, puts, s3 } = await faultyS3({ [fault]: 1 });
    assert.equal(await put(port, 'k'), answer);
    await faulty.settled();
    assert.equal(puts(), effects);
    assert.deepEqual(s3.keys('b'), effects === 0 ? [] : ['k']);
    assert.deepEqual(faulty.log, [{ call: 1, service: 's3', operation: 'putObject', fault }]);
  });
}

test('a conditional write that is repeated meets its own first effect', async () => {
  const { port } = await faultyS3({ repeated: 1 });
  assert.equal(await put(port, 'k', { IfNoneMatch: '*' }), 'PreconditionFailed');
});

test('a delayed call comes after later ones', async () => {
  const { port, s3 } = await faultyS3(
    { delayed: 1 },
    { isStruck: (_, __, input) => (input as { Key: string }).Key === 'late' },
  );
  const order: string[] = [];
  s3.onCreated('b', (record) => order.push(record.s3.object.key));
  // Half of the delays come after the effect: then the order stays.
  for (let i = 0; i < 10; i++) await Promise.all([put(port, 'late'), put(port, 'early')]);
  assert.equal(order.length, 20);
  assert.ok(order.some((key, i) => i % 2 === 0 && key === 'early'));
});

test('each service has its own error for throttling', async () => {
  const { faulty } = await faultyS3({ throttled: 1 });
  const dynamoDb = await faulty.services.dynamoDb();
  const kinesis = await faulty.services.kinesis();
  const name = 'ProvisionedThroughputExceededException';
  await assert.rejects(dynamoDb.getItem({ TableName: 't', Key: {} }), { name });
  await assert.rejects(kinesis.listShards({ StreamName: 's' }), { name });
  const s3 = await faulty.services.s3();
  const answers = new Set<string>();
  for (let i = 0; i < 20; i++) answers.add(await put(s3, 'k', { IfNoneMatch: '*' }));
  assert.deepEqual([...answers].sort(), ['ConditionalRequestConflict', 'SlowDown']);
});

test('rates are kept, the same seed does the same, calls of one operation do not change another, calm ends it', async () => {
  const rates = { lostBefore: 0.1, lostAfter: 0.1, throttled: 0.1 };
  const run = async (seed: number, extraGets: number) => {
    const { port, faulty } = await faultyS3(rates, { seed });
    const answers: string[] = [];
    for (let i = 0; i < 400; i++) {
      answers.push(await put(port, `k${i}`));
      if (i < extraGets) await port.headObject({ Bucket: 'b', Key: 'k0' }).catch(() => undefined);
    }
    faulty.calm();
    for (let i = 0; i < 100; i++) assert.equal(await put(port, 'k'), 'done');
    return { answers, faults: faulty.log.filter(({ operation }) => operation === 'putObject').length };
  };
  const first = await run(3, 0);
  assert.ok(first.faults > 80 && first.faults < 160, `${first.faults} faults in 400 calls`);
  assert.deepEqual(await run(3, 50), first);
  assert.notDeepEqual((await run(4, 0)).answers, first.answers);
});
