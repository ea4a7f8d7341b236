import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CommitLogEntry, OffsetLogEntry, StateBlob } from '../../contracts/checkpoint-store.ts';
import { checkpointTable } from '../../testing/aws/checkpoint-table.ts';
import { MemoryDynamoDb, type TableDefinition } from '../../testing/aws/memory-dynamodb.ts';
import { MemoryS3 } from '../../testing/aws/memory-s3.ts';
import { ManualClock } from '../../util/clock.ts';
import type { AwsCall, AwsServices, DynamoDbPort } from '../aws/ports.ts';
import { watchedServices } from '../aws/watched-services.ts';
import { DynamoDbCheckpointStore } from './dynamodb-checkpoint-store.ts';

const URL_WITH_SPILL = 'dynamodb://checkpoints/q?spill=bucket/state';
const MB = 1024 * 1024;

/** What each call of the port may be made to do; `after`: it takes effect and its answer is lost. */
type Fault = (operation: keyof DynamoDbPort, input: unknown, call: number) => 'before' | 'after' | undefined;

async function setUp(props: { readonly table?: TableDefinition; readonly fault?: Fault } = {}) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const { table = checkpointTable('checkpoints') } = props;
  const dynamoDb = new MemoryDynamoDb({ clock, tables: [table] });
  const s3 = new MemoryS3({ clock });
  s3.createBucket('bucket');
  const calls: AwsCall[] = [];
  const port = faulty(dynamoDb.port, props.fault ?? (() => undefined));
  const services: AwsServices = {
    dynamoDb: async () => port,
    s3: async () => s3.port,
    kinesis: () => Promise.reject(new Error('no Kinesis here')),
  };
  const aws = watchedServices(services, (call) => calls.push(call));
  const folder = await mkdtemp(join(tmpdir(), 'millrace-dynamodb-'));
  let files = 0;
  return {
    ...{ clock, dynamoDb, s3, calls, folder },
    open: (url = URL_WITH_SPILL) => DynamoDbCheckpointStore.open(url, { aws, clock, scratchDirectory: folder }),
    blob: async (bytes: Uint8Array): Promise<StateBlob> => {
      const file = join(folder, `blob-${files++}`);
      await writeFile(file, bytes);
      return { operatorId: 0, table: 'state_0', file, rows: 1 };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function faulty(port: DynamoDbPort, fault: Fault): DynamoDbPort {
  let count = 0;
  const wrapped = Object.entries(port).map(([operation, call]) => [
    operation,
    async (input: never) => {
      const effect = fault(operation as keyof DynamoDbPort, input, count++);
      if (effect === 'before') throw new Error('lost before');
      const output = await call(input);
      if (effect === 'after') throw new Error('lost after');
      return output;
    },
  ]);
  return Object.fromEntries(wrapped);
}

const offsetOf = (batchId: number, runToken = 'run'): OffsetLogEntry => ({
  ...{ batchId, runToken, offsets: [batchId], batchWatermarkMs: 0, lateWatermarkMs: 0, batchTimestampMs: 0 },
});

const commitOf = (batchId: number, runToken = 'run'): CommitLogEntry => ({
  ...{ batchId, runToken, nextBatchWatermarkMs: 0, watermarkMarks: [], flushDue: false },
  state: [{ operatorId: 0, table: 'state_0', delta: null, evictedThroughMicros: null, numRows: 1 }],
});

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const deltaOf = async (store: DynamoDbCheckpointStore, batchId: number): Promise<Uint8Array> => {
  const ref = (await store.commits.read(batchId))?.state[0]?.delta;
  assert.ok(ref);
  return readFile(await store.openBlob(ref));
};

const sortKeys = (dynamoDb: MemoryDynamoDb) =>
  dynamoDb.items('checkpoints').map(({ sk }) => sk?.S?.replace(/[0-9a-f-]{36}/, '*').replace(/0{10,}/g, '0…'));

test('the items are laid out by kind and batch', async () => {
  await using setup = await setUp();
  const store = setup.open();
  await store.offsets.add(offsetOf(0));
  await store.commits.add(commitOf(0), [await setup.blob(randomBytes(500 * 1024))]);
  await store.addSnapshot(0, [await setup.blob(randomBytes(10))]);
  await store.sourceLog(1).add(7, { files: [] });
  await store.sideLog('control').add(3, 'stop');
  assert.deepEqual(sortKeys(setup.dynamoDb), [
    'commit#0…',
    'delta#0…#0#state_0#*#00000',
    'delta#0…#0#state_0#*#00001',
    'files#1#0…7',
    'manifest#0…',
    'offset#0…',
    'run#0…3',
    'snapshot#0…#0#state_0#*#00000',
  ]);
  assert.deepEqual(await readdir(setup.folder), []);
});

test('a warm batch is four requests: offsets, a look at the commits, a delta chunk, the commit', async () => {
  await using setup = await setUp();
  const store = setup.open();
  await store.offsets.add(offsetOf(0));
  await store.commits.add(commitOf(0), [await setup.blob(randomBytes(1000))]);
  await store.commits.latest();
  setup.calls.length = 0;
  await store.offsets.add(offsetOf(1));
  assert.equal((await store.commits.latest())?.batchId, 0);
  await store.commits.add(commitOf(1), [await setup.blob(randomBytes(20_000))]);
  assert.deepEqual(
    setup.calls.map(({ operation, capacityUnits }) => [operation, capacityUnits]),
    [
      ['putItem', 1],
      ['query', 1],
      ['putItem', 20],
      ['putItem', 1],
    ],
  );
});

test('the newest entry is one item read, however many batches there are', async () => {
  await using setup = await setUp();
  const store = setup.open();
  for (let n = 0; n < 120; n++) await store.offsets.add(offsetOf(n));
  setup.calls.length = 0;
  assert.equal((await store.offsets.latest())?.batchId, 119);
  assert.deepEqual(
    setup.calls.map(({ operation, capacityUnits }) => [operation, capacityUnits]),
    [['query', 1]],
  );
});

for (const [what, bytes] of [
  ['a delta of 1 MB in three chunks', MB],
  ['a delta of exactly 4 MB in items', 4 * MB],
  ['an empty delta', 0],
] as const)
  test(`${what} comes back`, async () => {
    await using setup = await setUp();
    const store = setup.open('dynamodb://checkpoints/q');
    const content = randomBytes(bytes);
    assert.equal(await store.commits.add(commitOf(0), [await setup.blob(content)]), true);
    assert.equal(hashOf(await deltaOf(store, 0)), hashOf(content));
    assert.deepEqual(setup.s3.keys('bucket'), []);
  });

test('a delta over 4 MB and a snapshot of 51 MB become objects, and go with their batches', async () => {
  await using setup = await setUp();
  const store = setup.open();
  const [delta, snapshot] = [randomBytes(4 * MB + 1), randomBytes(51 * MB)];
  assert.equal(await store.commits.add(commitOf(0), [await setup.blob(delta)]), true);
  assert.equal(await store.addSnapshot(0, [await setup.blob(snapshot)]), true);
  assert.equal(hashOf(await deltaOf(store, 0)), hashOf(delta));
  const ref = (await store.latestSnapshot(5))?.tables[0]?.blob;
  assert.ok(ref);
  assert.equal(hashOf(await readFile(await store.openBlob(ref))), hashOf(snapshot));
  assert.match(setup.s3.keys('bucket').join(), /^state\/q\/delta\/0{16}\/0\/state_0\/[^,]*,state\/q\/snapshot\//);
  for (let n = 1; n < 4; n++) await store.commits.add(commitOf(n), []);
  await store.addSnapshot(2, [await setup.blob(randomBytes(5))]);
  await store.purge(3);
  assert.deepEqual(setup.s3.keys('bucket'), []);
});

test('without a spill bucket a blob over 4 MB is refused by name', async () => {
  await using setup = await setUp();
  const store = setup.open('dynamodb://checkpoints/q');
  await assert.rejects(store.commits.add(commitOf(0), [await setup.blob(randomBytes(4 * MB + 1))]), {
    condition: 'CHECKPOINT_SPILL_BUCKET_MISSING',
    message: /delta of 4194305 bytes.*spill=BUCKET/s,
  });
  assert.equal(await store.commits.latest(), undefined);
});

test('a source log of tens of thousands of files is kept and forgotten', async () => {
  await using setup = await setUp();
  const log = setup.open().sourceLog(0);
  const files = Array.from({ length: 30_000 }, (_, i) => [`s3://bucket/${hashOf(Buffer.from(String(i)))}`, i, i]);
  assert.equal(await log.add(9, { files }), true);
  assert.equal(await log.add(9, { files: files.slice(1) }), false);
  assert.deepEqual(await log.read(9), { files });
  assert.ok(setup.dynamoDb.items('checkpoints').length > 1);
  await log.remove([9]);
  assert.deepEqual(setup.dynamoDb.items('checkpoints'), []);
});

test('whatever call is lost, before or after its effect, the next run finds all or nothing and goes on', async () => {
  const content = randomBytes(900 * 1024);
  for (const effect of ['before', 'after'] as const)
    for (let lost = 0; lost < 7; lost++) {
      await using setup = await setUp({ fault: (_operation, _input, call) => (call === lost ? effect : undefined) });
      const attempt = async (token: string) => {
        const store = setup.open();
        if ((await store.offsets.latest()) === undefined) await store.offsets.add(offsetOf(0, token));
        if ((await store.commits.latest()) === undefined)
          await store.commits.add(commitOf(0, token), [await setup.blob(content)]);
        await store.close();
      };
      await attempt('first').catch((error) => assert.match(error.message, /^lost/));
      await attempt('second');
      const store = setup.open();
      assert.equal(hashOf(await deltaOf(store, 0)), hashOf(content), `${effect} ${lost}`);
      await store.commits.add(commitOf(1), []);
      await store.purge(1);
      const { delta } = (await store.commits.read(0))?.state[0] ?? {};
      const named = delta?.key.split('.').at(1) ?? 'none';
      const chunks = setup.dynamoDb.items('checkpoints').filter(({ sk }) => sk?.S?.startsWith('delta#'));
      assert.equal(chunks.length, 3);
      assert.ok(
        chunks.every(({ sk }) => sk?.S?.includes(named)),
        'strangers are removed',
      );
    }
});

test('a write that the SDK repeats because its answer was lost has won', async () => {
  await using setup = await setUp();
  const repeating: DynamoDbPort = {
    ...setup.dynamoDb.port,
    putItem: async (input) => {
      await setup.dynamoDb.port.putItem(input);
      return setup.dynamoDb.port.putItem(input);
    },
  };
  const aws = { dynamoDb: async () => repeating, s3: async () => setup.s3.port };
  const store = DynamoDbCheckpointStore.open(URL_WITH_SPILL, { aws, clock: setup.clock });
  assert.equal(await store.offsets.add(offsetOf(0)), true);
  assert.equal(await store.sourceLog(0).add(0, 'x'), true);
  assert.equal(await store.commits.add(commitOf(0), [await setup.blob(randomBytes(10))]), true);
  assert.equal(await store.commits.add(commitOf(0, 'other'), []), false);
});

test('a run that slept for a month finds its batch taken, though what was left of it has expired', async () => {
  await using setup = await setUp();
  const [store, sleeper] = [setup.open(), setup.open()];
  for (let n = 0; n < 5; n++) {
    if (n === 2) await sleeper.offsets.latest();
    await store.offsets.add(offsetOf(n));
    await store.commits.add({ ...commitOf(n), state: [] }, []);
  }
  await store.purge(4);
  const tombstones = () => setup.dynamoDb.items('checkpoints').filter((item) => item['purged'] !== undefined).length;
  assert.equal(tombstones(), 8);
  assert.equal(await sleeper.commits.add(commitOf(2, 'sleeper'), []), false);
  setup.clock.advance(30 * 86_400_000);
  assert.equal(tombstones(), 0);
  assert.equal(await sleeper.commits.add(commitOf(2, 'sleeper'), [await setup.blob(randomBytes(10))]), false);
  assert.equal(await store.commits.read(2), undefined);
  assert.deepEqual(
    sortKeys(setup.dynamoDb).filter((key) => key?.startsWith('delta')),
    [],
  );
});

test('purges from time to time cost a few requests each, and leave what a recovery needs', async () => {
  await using setup = await setUp();
  const store = setup.open();
  const requests: number[] = [];
  for (let n = 0; n < 200; n++) {
    await store.offsets.add(offsetOf(n));
    await store.commits.add(commitOf(n), [await setup.blob(Buffer.from(`d${n}`))]);
    if (n % 20 === 19) await store.addSnapshot(n, [await setup.blob(Buffer.from(`s${n}`))]);
    if (n < 50 || n % 10 !== 0) continue;
    const before = setup.calls.length;
    await store.purge(n - 40);
    requests.push(setup.calls.length - before);
  }
  assert.ok(Math.max(...requests) <= 25, `requests of each purge: ${requests}`);
  assert.equal((await store.latestSnapshot(150))?.batchId, 139);
  for (const n of [140, 150, 199]) assert.equal(Buffer.from(await deltaOf(store, n)).toString(), `d${n}`);
  const live = sortKeys(setup.dynamoDb).filter((key) => /^(delta|commit|offset)#/.test(key ?? ''));
  assert.equal(live.filter((key) => key?.startsWith('delta')).length, 60);
});

test('opened blobs are gone when the next batch begins, and all of them when the store is closed', async () => {
  await using setup = await setUp();
  const store = setup.open();
  await store.commits.add(commitOf(0), [await setup.blob(randomBytes(10))]);
  const ref = (await store.commits.read(0))?.state[0]?.delta;
  assert.ok(ref);
  const [file, again] = await Promise.all([store.openBlob(ref), store.openBlob(ref)]);
  assert.equal(file, again);
  await store.offsets.add(offsetOf(1));
  await assert.rejects(access(file));
  await access(await store.openBlob(ref));
  await store.close();
  assert.deepEqual(await readdir(setup.folder), []);
});

test('a blob with a chunk missing is named', async () => {
  await using setup = await setUp();
  const store = setup.open();
  await store.commits.add(commitOf(0), [await setup.blob(randomBytes(MB))]);
  const chunk = setup.dynamoDb.items('checkpoints').find(({ sk }) => sk?.S?.endsWith('#00001'));
  assert.ok(chunk?.['pk'] && chunk['sk']);
  await setup.dynamoDb.port.deleteItem({ TableName: 'checkpoints', Key: { pk: chunk['pk'], sk: chunk['sk'] } });
  await assert.rejects(deltaOf(store, 0), {
    condition: 'CHECKPOINT_FILE_UNREADABLE',
    message: /delta#0+#0#state_0.*only 2 of its 3 chunks are there/,
  });
});

test('what is wrong with the table is said, with what to do', async () => {
  await using setup = await setUp();
  await assert.rejects(setup.open('dynamodb://missing/q').readMetadata(), {
    condition: 'CHECKPOINT_TABLE_NOT_FOUND',
    message: /table missing .*aws dynamodb create-table --table-name missing .*new TableV2/s,
  });
  await using other = await setUp({ table: { name: 'checkpoints', partitionKey: { name: 'id', type: 'S' } } });
  await assert.rejects(other.open().readMetadata(), { condition: 'CHECKPOINT_TABLE_KEY_MISMATCH' });
  const denied = Object.assign(new Error('User is not authorized'), { name: 'AccessDeniedException' });
  const port = { ...setup.dynamoDb.port, getItem: () => Promise.reject(denied) };
  const aws = { dynamoDb: async () => port, s3: async () => setup.s3.port };
  await assert.rejects(DynamoDbCheckpointStore.open(URL_WITH_SPILL, { aws, clock: setup.clock }).readMetadata(), {
    condition: 'CHECKPOINT_TABLE_ACCESS_DENIED',
    message: /not authorized/,
  });
});
