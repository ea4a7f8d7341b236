import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { after, beforeEach, test } from 'node:test';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { faultyServices } from '../../testing/aws/faulty-services.ts';
import { type MemoryAws, memoryAws } from '../../testing/aws/memory-aws.ts';
import { ManualClock } from '../../util/clock.ts';
import type { AwsServices, S3Port } from '../aws/ports.ts';
import { watchedServices } from '../aws/watched-services.ts';
import { S3FileSystem } from './s3-file-system.ts';

const root = await mkdtemp(join(tmpdir(), 'millrace-s3-'));
after(() => rm(root, { recursive: true }));

const MB = 1024 * 1024;
let aws: MemoryAws = memoryAws();
let clock = new ManualClock(1_700_000_000_000);
let scratch = '';

beforeEach(async () => {
  clock = new ManualClock(1_700_000_000_000);
  aws = memoryAws({ clock, buckets: ['bkt', 'other'] });
  scratch = await mkdtemp(join(root, 'scratch-'));
});

const open = (services: AwsServices = aws.services) => new S3FileSystem({ aws: services, scratchDirectory: scratch });

const put = (key: string, body: string | Uint8Array = key) =>
  aws.s3.port.putObject({ Bucket: 'bkt', Key: key, Body: body });

const read = async (path: string): Promise<string> => {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(path) ?? [];
  const { Body } = await aws.s3.port.getObject({ Bucket: bucket, Key: key });
  return (await Body?.transformToString()) ?? '';
};

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(root, 'file-')), 'file');
  await writeFile(path, content);
  return path;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const listed = async (directory: string, ...more: [] | [Parameters<S3FileSystem['list']>[1]]): Promise<string[]> =>
  (await all(open().list(directory, ...more))).map(({ path }) => path);

/** Services in which S3 is another. */
const withS3 = (change: (port: S3Port) => Partial<S3Port>): AwsServices => ({
  ...aws.services,
  s3: async () => ({ ...aws.s3.port, ...change(aws.s3.port) }),
});

test('a listing has all files below a folder, and folders of other names not', async () => {
  for (const key of ['in/a', 'in/k=1/b c', 'in/folder/', 'in', 'inner/x', 'z']) await put(key);
  assert.deepEqual(await listed('s3://bkt/in'), ['s3://bkt/in/a', 's3://bkt/in/k=1/b c']);
  assert.deepEqual((await listed('s3://bkt')).length, 5);
  assert.deepEqual(await listed('s3a://bkt/in', { namePrefix: 'k=' }), ['s3a://bkt/in/k=1/b c']);
  assert.deepEqual(await listed('s3://bkt/in', { startAfter: 's3://bkt/in/a' }), ['s3://bkt/in/k=1/b c']);
  assert.deepEqual(await listed('s3://bkt/nothing'), []);
});

test('listing, head and version agree; a folder is no file', async () => {
  await put('in/a', '12345');
  const fileSystem = open();
  const [first] = await all(fileSystem.list('s3://bkt/in'));
  assert.deepEqual(await fileSystem.stat('s3://bkt/in/a'), first);
  assert.deepEqual([first?.bytes, first?.modifiedMs], [5, 1_700_000_000_000]);
  await put('in/a', '54321');
  assert.notEqual((await fileSystem.stat('s3://bkt/in/a'))?.version, first?.version);
  assert.equal(await fileSystem.stat('s3://bkt/in'), undefined);
  assert.deepEqual(await Promise.all(['in/a', 'in', 'i', ''].map((key) => fileSystem.exists(`s3://bkt/${key}`))), [
    true,
    true,
    false,
    true,
  ]);
});

test('a copy on this machine is made once, is the version asked for, and goes when nobody needs it', async () => {
  await put('in/a [1].json.gz', 'first');
  const calls: string[] = [];
  const fileSystem = open(watchedServices(aws.services, ({ operation }) => calls.push(operation)));
  const path = 's3://bkt/in/a [1].json.gz';
  const { version = '' } = (await fileSystem.stat(path)) ?? {};
  const [one, two] = await Promise.all([fileSystem.localPath(path, version), fileSystem.localPath(path, version)]);
  assert.ok(one !== undefined && one === two && /^[\w.-]+\.json\.gz$/.test(basename(one)), one);
  assert.equal(await readFile(one, 'utf8'), 'first');
  assert.deepEqual(calls, ['headObject', 'getObject']);
  await fileSystem.release(one);
  assert.equal((await stat(one)).size, 5);
  await fileSystem.release(one);
  await assert.rejects(stat(one), { code: 'ENOENT' });
  await put('in/a [1].json.gz', 'second');
  assert.equal(await fileSystem.localPath(path, version), undefined);
  assert.equal(await fileSystem.localPath('s3://bkt/nothing', version), undefined);
  assert.equal(await fileSystem.localPath('s3://bkt/nothing'), undefined);
  assert.equal(await readFile((await fileSystem.localPath(path)) ?? '', 'utf8'), 'second');
});

test('copies that nobody gives back stay bounded where an object changes', async () => {
  const fileSystem = open();
  for (let i = 0; i < 10; i++) {
    await put('table', `content ${i}`);
    assert.equal(await readFile((await fileSystem.localPath('s3://bkt/table')) ?? '', 'utf8'), `content ${i}`);
  }
  assert.equal((await readdir(join(scratch, 's3-in'))).length, 2);
});

test('a body that breaks off is read on from there', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 253));
  await put('big', content);
  const ranges: (string | undefined)[] = [];
  const services = withS3((port) => ({
    getObject: async (input) => {
      ranges.push(input.Range);
      const answer = await port.getObject(input);
      const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
      const broken = Readable.from(
        (function* () {
          yield bytes.subarray(0, 100_000);
          if (bytes.length > 100_000) throw new Error('aborted');
        })(),
      );
      return { ...answer, Body: broken } as GetObjectCommandOutput;
    },
  }));
  const local = await open(services).localPath('s3://bkt/big');
  assert.ok((await readFile(local ?? '')).equals(content));
  assert.deepEqual(ranges, [undefined, 'bytes=100000-', 'bytes=200000-']);
});

test('a small file is put in one call, a large one in parts; both replace what was there', async () => {
  const calls: string[] = [];
  const fileSystem = open(watchedServices(aws.services, ({ operation }) => calls.push(operation)));
  await put('out/x', 'before');
  const small = await file('small');
  await fileSystem.publish(small, 's3://bkt/out/x');
  assert.equal(await read('s3://bkt/out/x'), 'small');
  await assert.rejects(stat(small), { code: 'ENOENT' });
  const large = Buffer.from(Array.from({ length: 20 * MB }, (_, i) => (i * 7) % 251));
  await fileSystem.publish(await file(large), 's3://bkt/out/x');
  const { Body } = await aws.s3.port.getObject({ Bucket: 'bkt', Key: 'out/x' });
  assert.ok(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(large));
  const parts = ['uploadPart', 'uploadPart', 'uploadPart'];
  assert.deepEqual(calls, ['putObject', 'createMultipartUpload', ...parts, 'completeMultipartUpload']);
});

test('an upload that fails leaves the old object and no parts', async () => {
  await put('out/x', 'before');
  for (const failing of ['uploadPart', 'completeMultipartUpload'] as const) {
    const services = withS3(() => ({ [failing]: () => Promise.reject(new Error(`${failing} fails`)) }));
    const large = await file(Buffer.alloc(17 * MB));
    await assert.rejects(open(services).publish(large, 's3://bkt/out/x'), new RegExp(`${failing} fails`));
    assert.equal(aws.s3.openUploads, 0);
    assert.equal(await read('s3://bkt/out/x'), 'before');
  }
});

test('objects are moved, over buckets too, and removed; what is not there is no error', async () => {
  const fileSystem = open();
  await put('in/a b+c.json', 'content');
  await fileSystem.move('s3://bkt/in/a b+c.json', 's3://other/archive/bkt/in/a b+c.json');
  assert.equal(await read('s3://other/archive/bkt/in/a b+c.json'), 'content');
  assert.deepEqual(aws.s3.keys('bkt'), []);
  await fileSystem.move('s3://bkt/in/a b+c.json', 's3://other/x');
  await fileSystem.remove('s3://other/archive/bkt/in/a b+c.json');
  await fileSystem.remove('s3://other/archive/bkt/in/a b+c.json');
  assert.deepEqual(aws.s3.keys('other'), []);
});

test('missing buckets, missing rights and bad names are named with what to do', async () => {
  const fileSystem = open();
  const nowhere = all(fileSystem.list('s3://nowhere/in'));
  await assert.rejects(nowhere, { condition: 'S3_BUCKET_NOT_FOUND', message: /no bucket nowhere.*\n.*aws s3 mb/s });
  aws.s3.denyBucket('bkt');
  const denied = fileSystem.publish(await file('x'), 's3://bkt/out/x');
  await assert.rejects(denied, { condition: 'S3_ACCESS_DENIED', message: /write s3:\/\/bkt\/out\/x.*s3:PutObject/s });
  await assert.rejects(fileSystem.stat('s3://Bad_Name/x'), { condition: 'S3_INVALID_PATH' });
});

test('a full scratch folder is named with what to do', async () => {
  await put('in/a', 'x');
  const full = Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  const services = withS3((port) => ({
    getObject: async (input) => {
      const answer = await port.getObject(input);
      const body = Readable.from(
        (function* () {
          yield Buffer.from('');
          throw full;
        })(),
      );
      return { ...answer, Body: body } as GetObjectCommandOutput;
    },
  }));
  await assert.rejects(open(services).localPath('s3://bkt/in/a'), {
    condition: 'S3_SCRATCH_FULL',
    message: /maxBytesPerTrigger/,
  });
  assert.deepEqual(await readdir(join(scratch, 's3-in')), []);
});

test('repeated, late and lost calls of a write leave one whole object', async () => {
  const faulty = faultyServices(aws.services, { seed: 5, rates: { repeated: 0.2, straggled: 0.2, lostAfter: 0.2 } });
  const fileSystem = open(faulty.services);
  for (let i = 0; i < 30; i++) {
    let attempt: PromiseSettledResult<void>[] = [];
    for (let tries = 0; tries < 10 && attempt[0]?.status !== 'fulfilled'; tries++) {
      attempt = await Promise.allSettled([fileSystem.publish(await file(`content ${i}`), `s3://bkt/out/${i}`)]);
    }
    assert.equal(attempt[0]?.status, 'fulfilled');
  }
  await faulty.settled();
  assert.ok(faulty.log.length > 10);
  for (let i = 0; i < 30; i++) assert.equal(await read(`s3://bkt/out/${i}`), `content ${i}`);
});

test('a completed upload whose completion is asked for again is in place', async () => {
  const isStruck = (_: unknown, operation: string) => operation === 'completeMultipartUpload';
  const faulty = faultyServices(aws.services, { seed: 1, rates: { repeated: 1 }, isStruck });
  await open(faulty.services).publish(await file(Buffer.alloc(9 * MB, 7)), 's3://bkt/out/x');
  assert.equal(faulty.log.length, 1);
  assert.equal((await aws.s3.port.headObject({ Bucket: 'bkt', Key: 'out/x' })).ContentLength, 9 * MB);
});
