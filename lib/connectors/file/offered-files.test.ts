import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { MemoryCheckpointContent, MemoryCheckpointStore } from '../../checkpoint/index.ts';
import type { FileSystem } from '../../contracts/file-system.ts';
import type { Offset, Source } from '../../contracts/source.ts';
import { type MemoryAws, memoryAws } from '../../testing/aws/memory-aws.ts';
import { IntegerType, structField, structType } from '../../types/data-type.ts';
import { ManualClock } from '../../util/clock.ts';
import { watchedServices } from '../aws/watched-services.ts';
import { S3FileSystem } from '../s3/s3-file-system.ts';
import { fileSourceProvider } from './source-provider.ts';

const MINUTE_MS = 60_000;
const schema = structType([structField('id', IntegerType)]);

let clock = new ManualClock();
let aws: MemoryAws = memoryAws();
let checkpoint = new MemoryCheckpointContent();
let calls: string[] = [];

beforeEach(() => {
  clock = new ManualClock(1_700_000_000_000);
  aws = memoryAws({ clock, buckets: ['bucket'] });
  checkpoint = new MemoryCheckpointContent();
  calls = [];
});

const put = (key: string, body = '{"id":1}') => aws.s3.port.putObject({ Bucket: 'bucket', Key: key, Body: body });

/** A new run of the source over the same checkpoint. */
function open(options: Record<string, string> = {}): Promise<Source> {
  const services = watchedServices(aws.services, ({ operation }) => calls.push(operation));
  const fileSystem: FileSystem = new S3FileSystem({ aws: services, scratchDirectory: '/nowhere' });
  // What is read is not the matter here.
  fileSystem.localPath = async (path) => path;
  const context = { clock, fileSystems: [fileSystem], conf: {} };
  const log = MemoryCheckpointStore.open(checkpoint).sourceLog(0);
  const request = { format: 'json', options: { path: 's3://bucket/in', ...options }, schema, log, context };
  return fileSourceProvider.create(request);
}

/** Runs batches until there is nothing new; the names of each. */
async function drain(source: Source, from: Offset | null): Promise<{ batches: string[][]; end: Offset | null }> {
  const batches: string[][] = [];
  for (let start = from; ; ) {
    const end = await source.latestOffset(start, 'limited');
    if (end === null || JSON.stringify(end) === JSON.stringify(start)) return { batches, end: start };
    const input = await source.getBatch(start, end);
    assert.ok(input.kind === 'files');
    batches.push(input.files.map((file) => (file.origin ?? file.path).replace('s3://bucket/in/', '')));
    await source.commit(end);
    start = end;
  }
}

const arrivals = (...names: readonly string[]) => ({
  kind: 'files' as const,
  files: names.map((name) => ({ path: `s3://bucket/in/${name}`, bytes: 0, modifiedMs: 0 })),
});

const lists = (): number => calls.filter((call) => call === 'listObjectsV2').length;

test('what an event tells of is taken without a listing: once, only what belongs to the input and is there', async () => {
  await put('in/a.json');
  const source = await open({ pathGlobFilter: '*.json' });
  const first = await drain(source, null);
  assert.deepEqual(first.batches, [['a.json']]);
  calls = [];
  for (const name of ['b.json', 'c.json', 'd.txt', '_e.json', 'x/f.json']) await put(`in/${name}`);
  source.offer?.(arrivals('c.json', 'd.txt', '_e.json', 'x/f.json', 'a.json', 'c.json', 'gone.json'));
  const second = await drain(source, first.end);
  assert.deepEqual(second.batches, [['c.json']]);
  assert.equal(lists(), 0);
  source.offer?.(undefined);
  assert.deepEqual((await drain(source, second.end)).batches, [['b.json']]);
});

test('an object that is written again under its name is not read again, as in Spark', async () => {
  await put('in/a.json');
  const source = await open();
  const first = await drain(source, null);
  clock.advance(MINUTE_MS);
  await put('in/a.json', '{"id":2}');
  source.offer?.(arrivals('a.json'));
  assert.deepEqual((await drain(source, first.end)).batches, []);
  source.offer?.(undefined);
  assert.deepEqual((await drain(source, first.end)).batches, []);
});

test('offers are cut by maxFilesPerTrigger; the rest comes in the next batches', async () => {
  const source = await open({ maxFilesPerTrigger: '2' });
  const none = await drain(source, null);
  for (const name of ['a', 'b', 'c']) await put(`in/${name}.json`);
  source.offer?.(arrivals('c.json', 'a.json', 'b.json'));
  assert.deepEqual((await drain(source, none.end)).batches, [['a.json', 'b.json'], ['c.json']]);
});

test('after reconcileInterval everything is listed once, also by a later run; a missed event is made up for', async () => {
  await put('in/a.json');
  let source = await open({ reconcileInterval: '10 minutes' });
  let { end } = await drain(source, null);
  await put('in/missed.json');
  const offer = async (name: string) => {
    await put(`in/${name}`);
    source.offer?.(arrivals(name));
    calls = [];
    const drained = await drain(source, end);
    end = drained.end;
    return [drained.batches.flat(), lists()];
  };
  clock.advance(9 * MINUTE_MS);
  assert.deepEqual(await offer('b.json'), [['b.json'], 0]);
  source = await open({ reconcileInterval: '10 minutes' });
  assert.deepEqual(await offer('c.json'), [['c.json'], 0]);
  clock.advance(MINUTE_MS);
  assert.deepEqual(await offer('d.json'), [['missed.json', 'd.json'], 1]);
  assert.deepEqual(await offer('e.json'), [['e.json'], 0]);
});

test('two runs that are offered the same files take each once', async () => {
  await put('in/a.json');
  const one = await open();
  const two = await open();
  const { end: start } = await drain(one, null);
  await put('in/b.json');
  await put('in/c.json');
  for (const source of [one, two]) source.offer?.(arrivals('b.json', 'c.json'));
  const [endOne, endTwo] = [await one.latestOffset(start, 'limited'), await two.latestOffset(start, 'limited')];
  assert.deepEqual([endOne, endTwo], [{ logOffset: 1 }, { logOffset: 1 }]);
  assert.deepEqual((await drain(two, endTwo)).batches, []);
  await put('in/d.json');
  two.offer?.(arrivals('d.json'));
  const three = await drain(two, endTwo);
  assert.deepEqual(three.batches, [['d.json']]);
  // The first run learns of the entry that the other has made.
  one.offer?.(arrivals('d.json'));
  assert.deepEqual((await drain(one, three.end)).batches, []);
});

test('listing=lexical lists what follows the last path, in the order of paths, and everything now and then', async () => {
  for (const name of ['2024-01', '2024-03', '2024-02']) {
    await put(`in/${name}.json`);
    clock.advance(1_000);
  }
  const source = await open({ listing: 'lexical', maxFilesPerTrigger: '2', maxCachedFiles: '0' });
  const first = await drain(source, null);
  assert.deepEqual(first.batches, [['2024-01.json', '2024-02.json'], ['2024-03.json']]);
  await put('in/2024-04.json');
  await put('in/2023-12.json');
  const second = await drain(source, first.end);
  assert.deepEqual(second.batches, [['2024-04.json']]);
  clock.advance(15 * MINUTE_MS);
  assert.deepEqual((await drain(source, second.end)).batches, [['2023-12.json']]);
});

test('listing=lexical and latestFirst contradict each other', async () => {
  await assert.rejects(open({ listing: 'lexical', latestFirst: 'true' }), { condition: 'OPTION_CONFLICT' });
});

test('an archive must lie in the file system of the source', async () => {
  const options = { cleanSource: 'archive', sourceArchiveDir: '/archive' };
  await assert.rejects(open(options), { condition: 'INVALID_OPTION', message: /not in the file system of s3:/ });
});

test('a pattern is listed from its first wildcard on', async () => {
  const prefixes: (string | undefined)[] = [];
  const inner = aws.s3.port.listObjectsV2;
  const port = {
    ...aws.s3.port,
    listObjectsV2: (input: Parameters<typeof inner>[0]) => {
      prefixes.push(input.Prefix);
      return inner(input);
    },
  };
  aws = { ...aws, services: { ...aws.services, s3: async () => port } };
  await put('in/2024-01/a.json');
  await put('in/2025-01/b.json');
  const source = await open({ path: 's3://bucket/in/2024-*/*.json' });
  assert.deepEqual((await drain(source, null)).batches, [['2024-01/a.json']]);
  assert.deepEqual(new Set(prefixes), new Set(['in/2024-']));
});
