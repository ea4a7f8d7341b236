import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CheckpointStore, CommitLogEntry, StateBlob } from '../contracts/index.ts';
import { CheckpointError } from '../errors/index.ts';
import { DirectoryCheckpointStore } from './directory-checkpoint-store.ts';
import { DirectoryStorage } from './directory-storage.ts';

interface Folder extends AsyncDisposable {
  readonly path: string;
}

async function temporaryFolder(parent = tmpdir()): Promise<Folder> {
  const path = await mkdtemp(join(parent, 'millrace-directory-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const commitOf = (batchId: number, runToken: string): CommitLogEntry => ({
  batchId,
  nextBatchWatermarkMs: 0,
  watermarkMarks: [],
  flushDue: false,
  state: [{ operatorId: 0, table: 'state_0', delta: null, evictedThroughMicros: null, numRows: 1 }],
  runToken,
});

async function delta(folder: string, text: string): Promise<StateBlob> {
  const file = join(folder, 'scratch.parquet');
  await writeFile(file, text);
  return { operatorId: 0, table: 'state_0', file, rows: 1 };
}

async function offsets(store: CheckpointStore, batchId: number): Promise<void> {
  const entry = { batchId, offsets: [batchId], batchWatermarkMs: 0, lateWatermarkMs: 0, batchTimestampMs: batchId };
  assert.equal(await store.offsets.add(entry), true);
}

const filesOf = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

test('the folder is laid out for a person to read, and no temporary file stays', async () => {
  await using folder = await temporaryFolder();
  await using scratch = await temporaryFolder();
  const store = DirectoryCheckpointStore.open(String(pathToFileURL(folder.path)));
  await store.createMetadata({
    formatVersion: 1,
    queryId: 'q',
    fingerprint: 'f',
    plan: null,
    outputMode: 'append',
    operators: [],
    conf: {},
  });
  await offsets(store, 0);
  await store.commits.add(commitOf(0, 'run'), [await delta(scratch.path, 'x')]);
  await store.sourceLog(1).add(0, 1700000000000);
  const names = filesOf(folder.path).map((file) => file.replace(/[0-9a-f-]{36}/, '*'));
  assert.deepEqual(names, [
    'commits/0.json',
    'metadata.json',
    'offsets/0.json',
    'sources/1/0.json',
    'state/0/state_0/0.*.delta.parquet',
  ]);
  assert.match(await readFile(join(folder.path, 'metadata.json'), 'utf8'), /^\{\n {2}"formatVersion": 1,\n/);
  assert.deepEqual(filesOf(scratch.path), []);
});

test('opening and reading a folder that is not there creates nothing', async () => {
  await using folder = await temporaryFolder();
  const store = DirectoryCheckpointStore.open(join(folder.path, 'missing'));
  assert.equal(await store.readMetadata(), undefined);
  assert.equal(existsSync(join(folder.path, 'missing')), false);
});

test('a lost metadata file is not taken for a new checkpoint', async () => {
  await using folder = await temporaryFolder();
  const store = DirectoryCheckpointStore.open(folder.path);
  await offsets(store, 0);
  await assert.rejects(
    store.readMetadata(),
    (error) =>
      error instanceof CheckpointError &&
      error.condition === 'STREAMING_CHECKPOINT_MISSING_METADATA_FILE' &&
      error.message.includes(folder.path),
  );
});

test('a checkpoint of Spark is not mixed with one of ours', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'metadata'), '{"id":"8d5bbbd8-7a5c-4a31-9d2a-6a4f4f0f6a55"}');
  await assert.rejects(DirectoryCheckpointStore.open(folder.path).readMetadata(), { condition: 'CHECKPOINT_OF_SPARK' });
});

test('a file system without hard links is refused in words', async () => {
  await using folder = await temporaryFolder();
  const storage = new DirectoryStorage(folder.path, false, () =>
    Promise.reject(Object.assign(new Error('link'), { code: 'EPERM' })),
  );
  await assert.rejects(storage.create('offsets/0.json', '{}'), {
    condition: 'CHECKPOINT_LINK_UNSUPPORTED',
    params: { location: folder.path },
  });
  assert.deepEqual(filesOf(folder.path), []);
});

test('garbled files are named', async () => {
  await using folder = await temporaryFolder();
  const store = DirectoryCheckpointStore.open(folder.path);
  await mkdir(join(folder.path, 'commits'));
  const garbled: readonly [file: string, text: string, read: () => Promise<unknown>, reason: RegExp][] = [
    ['commits/0.json', '{"batchId": 0', () => store.commits.latest(), /not valid JSON/],
    ['commits/1.json', '{"batchId": 7}', () => store.commits.read(1), /not hold an entry of batch 1/],
    ['metadata.json', '{}', () => store.readMetadata(), /no formatVersion/],
  ];
  for (const [file, text, read, reason] of garbled) {
    await writeFile(join(folder.path, file), text);
    await assert.rejects(read(), (error) => {
      assert.ok(error instanceof CheckpointError);
      assert.equal(error.condition, 'CHECKPOINT_FILE_UNREADABLE');
      assert.equal(error.params['file'], join(folder.path, file));
      assert.match(error.message, reason);
      return true;
    });
  }
});

test('a checkpoint of a newer version is refused', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'metadata.json'), '{"formatVersion": 2}');
  await assert.rejects(DirectoryCheckpointStore.open(folder.path).readMetadata(), {
    condition: 'INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION',
  });
});

test('a delta that is gone is named when it is opened', async () => {
  await using folder = await temporaryFolder();
  await using scratch = await temporaryFolder();
  const store = DirectoryCheckpointStore.open(folder.path);
  await store.commits.add(commitOf(0, 'run'), [await delta(scratch.path, 'x')]);
  const ref = (await store.commits.read(0))?.state[0]?.delta;
  assert.ok(ref);
  await rm(join(folder.path, ref.key));
  await assert.rejects(store.openBlob(ref), { condition: 'CHECKPOINT_FILE_UNREADABLE' });
});

test('purge removes what lost rivals and crashed runs left, and nothing a live run may be writing', async () => {
  await using folder = await temporaryFolder();
  await using scratch = await temporaryFolder();
  const store = DirectoryCheckpointStore.open(folder.path);
  for (let n = 0; n < 4; n++) {
    await offsets(store, n);
    await store.commits.add(commitOf(n, 'run'), [await delta(scratch.path, 'x')]);
  }
  const state = join(folder.path, 'state/0/state_0');
  await writeFile(join(state, '3.rival.delta.parquet'), 'lost');
  await writeFile(join(state, '4.rival.delta.parquet'), 'in flight');
  await writeFile(join(folder.path, 'offsets/.1.json.crash.tmp'), '{');
  await writeFile(join(folder.path, 'offsets/.4.json.live.tmp'), '{');
  assert.equal(await store.addSnapshot(1, [await delta(scratch.path, 's')]), true);
  await store.purge(2);
  const kept = filesOf(folder.path).map((file) => file.replace(/[0-9a-f-]{36}/, '*'));
  assert.deepEqual(kept, [
    'commits/2.json',
    'commits/3.json',
    'offsets/.4.json.live.tmp',
    'offsets/2.json',
    'offsets/3.json',
    'purged/2.json',
    'snapshots/1.json',
    'state/0/state_0/1.*.snapshot.parquet',
    'state/0/state_0/2.*.delta.parquet',
    'state/0/state_0/3.*.delta.parquet',
    'state/0/state_0/4.rival.delta.parquet',
  ]);
});

const otherDisk = '/dev/shm';
test('a scratch file on another file system is taken over', { skip: !existsSync(otherDisk) }, async () => {
  await using folder = await temporaryFolder();
  await using scratch = await temporaryFolder(otherDisk);
  const store = DirectoryCheckpointStore.open(folder.path);
  await store.commits.add(commitOf(0, 'run'), [await delta(scratch.path, 'far')]);
  const ref = (await store.commits.read(0))?.state[0]?.delta;
  assert.ok(ref);
  assert.equal(await readFile(await store.openBlob(ref), 'utf8'), 'far');
});

const RACER = `
  import { mkdirSync, writeFileSync } from 'node:fs';
  const [module, folder, token, batches] = process.argv.slice(1);
  const { DirectoryCheckpointStore } = await import(module);
  const store = DirectoryCheckpointStore.open(folder);
  mkdirSync(folder + '-' + token);
  for (let n = 0; n < Number(batches); n++) {
    const file = folder + '-' + token + '/' + n;
    writeFileSync(file, token.repeat(1000));
    const state = [{ operatorId: 0, table: 't', delta: null, evictedThroughMicros: null, numRows: 1 }];
    const entry = { batchId: n, nextBatchWatermarkMs: 0, watermarkMarks: [], flushDue: false, state, runToken: token };
    if (await store.commits.add(entry, [{ operatorId: 0, table: 't', file, rows: 1 }])) console.log(n);
  }
`;

test('three processes race, one is killed: every batch has one winner and its delta', async () => {
  await using folder = await temporaryFolder();
  const module = new URL('./directory-checkpoint-store.ts', import.meta.url).href;
  const checkpoint = join(folder.path, 'c');
  const racers = ['a', 'b', 'k'].map((token) => {
    const args = ['--input-type=module', '-e', RACER, module, checkpoint, token, '60'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const wins: number[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      wins.push(...text.trim().split('\n').map(Number));
      if (token === 'k') child.kill('SIGKILL');
    });
    return { token, wins, ended: once(child, 'close') };
  });
  await Promise.all(racers.map((racer) => racer.ended));
  const store = DirectoryCheckpointStore.open(checkpoint);
  assert.equal((await store.commits.latest())?.batchId, 59);
  for (let n = 0; n < 60; n++) {
    const entry = await store.commits.read(n);
    const ref = entry?.state[0]?.delta;
    assert.ok(ref);
    assert.equal(await readFile(await store.openBlob(ref), 'utf8'), entry?.runToken.repeat(1000));
    // The killed one may have won without living to say so.
    const winners = racers.filter((racer) => racer.wins.includes(n)).map((racer) => racer.token);
    assert.deepEqual(winners.length === 0 ? ['k'] : winners, [entry?.runToken]);
  }
});
