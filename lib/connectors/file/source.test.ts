import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { MemoryCheckpointContent, MemoryCheckpointStore } from '../../checkpoint/index.ts';
import type { ConnectorContext } from '../../contracts/connector.ts';
import type { Offset, ReadLimit, Source } from '../../contracts/source.ts';
import { IntegerType, StringType, type StructType, structField, structType } from '../../types/data-type.ts';
import { ManualClock } from '../../util/clock.ts';
import { LocalFileSystem } from './local-file-system.ts';
import { fileSourceProvider } from './source-provider.ts';

const root = await mkdtemp(join(tmpdir(), 'millrace-source-'));
after(() => rm(root, { recursive: true }));

const schema: StructType = structType([structField('id', IntegerType)]);
const context: ConnectorContext = { clock: new ManualClock(), fileSystems: [new LocalFileSystem()], conf: {} };
let folder = '';
let checkpoint = new MemoryCheckpointContent();

beforeEach(async () => {
  folder = await mkdtemp(join(root, 'in-'));
  checkpoint = new MemoryCheckpointContent();
});

async function put(name: string, seconds: number, content = '{"id":1}\n'): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await utimes(path, seconds, seconds);
}

/** A new run of the source over the same checkpoint. */
function open(options: Record<string, string> = {}, of: StructType = schema): Promise<Source> {
  const log = MemoryCheckpointStore.open(checkpoint).sourceLog(0);
  return fileSourceProvider.create({ format: 'json', options: { path: folder, ...options }, schema: of, log, context });
}

async function names(source: Source, start: Offset | null, end: Offset | null): Promise<string[]> {
  assert.ok(end !== null);
  const input = await source.getBatch(start, end);
  assert.ok(input.kind === 'files');
  return input.files.map((file) => file.path.slice(folder.length + 1));
}

/** Runs batches until there is nothing new; gives the names of each. */
async function drain(source: Source, from: Offset | null = null, limit: ReadLimit = 'limited'): Promise<string[][]> {
  const batches: string[][] = [];
  let start = from;
  for (;;) {
    const end = await source.latestOffset(start, limit);
    if (end === null || JSON.stringify(end) === JSON.stringify(start)) return batches;
    batches.push(await names(source, start, end));
    await source.commit(end);
    start = end;
  }
}

test('there is no offset until there is a file; then one entry per batch', async () => {
  const source = await open();
  assert.equal(source.description, `FileStreamSource[file:${folder}]`);
  assert.equal(await source.latestOffset(null, 'limited'), null);
  await put('b.json', 10);
  await put('a.json', 10);
  await put('c.json', 5);
  await put('_hidden', 1);
  const first = await source.latestOffset(null, 'limited');
  assert.deepEqual(first, { logOffset: 0 });
  assert.deepEqual(await names(source, null, first), ['c.json', 'a.json', 'b.json']);
  assert.deepEqual(await source.latestOffset(first, 'limited'), first);
  await put('d.json', 20);
  const second = await source.latestOffset(first, 'limited');
  assert.deepEqual(second, { logOffset: 1 });
  assert.deepEqual(await names(source, first, second), ['d.json']);
  assert.deepEqual(await names(source, null, second), ['c.json', 'a.json', 'b.json', 'd.json']);
});

test('maxFilesPerTrigger and maxBytesPerTrigger cut batches; the limit "all" ignores them', async () => {
  for (let i = 0; i < 5; i++) await put(`${i}.json`, i + 1);
  assert.deepEqual(await drain(await open({ maxFilesPerTrigger: '2' })), [
    ['0.json', '1.json'],
    ['2.json', '3.json'],
    ['4.json'],
  ]);
  checkpoint = new MemoryCheckpointContent();
  assert.deepEqual(
    (await drain(await open({ maxBytesPerTrigger: '20' }))).map((batch) => batch.length),
    [2, 2, 1],
  );
  checkpoint = new MemoryCheckpointContent();
  const all = await drain(await open({ maxFilesPerTrigger: '2' }), null, 'all');
  assert.deepEqual(
    all.map((batch) => batch.length),
    [5],
  );
});

test('latestFirst takes the newest first and looks again for each batch', async () => {
  for (let i = 0; i < 3; i++) await put(`${i}.json`, i + 1);
  const source = await open({ latestFirst: 'true', maxFilesPerTrigger: '1', maxFileAge: '1s' });
  const first = await source.latestOffset(null, 'limited');
  assert.deepEqual(await names(source, null, first), ['2.json']);
  await put('new.json', 100);
  assert.deepEqual(await drain(source, first), [['new.json'], ['1.json'], ['0.json']]);
});

test('a listing with a large rest is kept: later files wait for the next listing', async () => {
  for (let i = 0; i < 4; i++) await put(`${i}.json`, i + 10);
  const source = await open({ maxFilesPerTrigger: '2' });
  const first = await source.latestOffset(null, 'limited');
  await put('older.json', 1);
  assert.deepEqual(await drain(source, first), [['2.json', '3.json'], ['older.json']]);
});

test('an old file is taken within maxFileAge of the newest one seen, and ignored beyond', async () => {
  await put('new.json', 1_000_000);
  const source = await open({ maxFileAge: '1h' });
  const first = await source.latestOffset(null, 'limited');
  await put('late.json', 1_000_000 - 3600);
  await put('older.json', 1_000_000 - 3601);
  assert.deepEqual(await drain(source, first), [['late.json']]);
});

test('a file that is written again under its name is not read again', async () => {
  await put('a.json', 10);
  const source = await open();
  const first = await source.latestOffset(null, 'limited');
  await source.commit(first);
  await put('a.json', 20, '{"id":22}\n');
  assert.deepEqual(await source.latestOffset(first, 'limited'), first);
});

test('availableNow stops at what was there at the start', async () => {
  for (let i = 0; i < 3; i++) await put(`${i}.json`, i + 1);
  const source = await open({ maxFilesPerTrigger: '2' });
  await source.prepareForAvailableNow?.();
  await put('later.json', 50);
  assert.deepEqual(await drain(source), [['0.json', '1.json'], ['2.json']]);
  assert.deepEqual(await drain(await open(), { logOffset: 1 }), [['later.json']]);
});

test('a restart goes on where the log ends, and gives a batch again as it was', async () => {
  await put('a.json', 1);
  await put('b.json', 2);
  const first = await open({ maxFilesPerTrigger: '1' });
  const end = await first.latestOffset(null, 'limited');
  await put('c.json', 0);
  const second = await open({ maxFilesPerTrigger: '1' });
  assert.deepEqual(await names(second, null, end), ['a.json']);
  assert.deepEqual(await drain(second, end), [['c.json'], ['b.json']]);
});

test('an entry that a crash has left without a batch becomes a batch of its own', async () => {
  await put('a.json', 1);
  await put('b.json', 2);
  await (await open({ maxFilesPerTrigger: '1' })).latestOffset(null, 'limited');
  assert.deepEqual(await drain(await open({ maxFilesPerTrigger: '1' })), [['a.json'], ['b.json']]);
});

test('two runs at once agree: the entry that was written first counts', async () => {
  await put('a.json', 1);
  const one = await open();
  const other = await open();
  await Promise.all([one.latestOffset(null, 'all'), other.latestOffset(null, 'all')]);
  await put('b.json', 2);
  const end = await one.latestOffset({ logOffset: 0 }, 'all');
  await put('c.json', 3);
  assert.deepEqual(await other.latestOffset({ logOffset: 0 }, 'all'), end);
  assert.deepEqual(await names(other, { logOffset: 0 }, end), ['b.json']);
  const next = await other.latestOffset(end, 'all');
  assert.deepEqual(await names(other, end, next), ['c.json']);
});

test('the log is compacted: a restart after many batches reads few entries and still knows all files', async () => {
  for (let i = 0; i < 25; i++) await put(`${String(i).padStart(2, '0')}.json`, i + 1);
  await drain(await open({ maxFilesPerTrigger: '1' }));
  const store = MemoryCheckpointStore.open(checkpoint);
  assert.deepEqual(await store.sourceLog(0).list(), [19, 20, 21, 22, 23, 24]);
  const restarted = await open();
  assert.deepEqual(await restarted.latestOffset({ logOffset: 24 }, 'all'), { logOffset: 24 });
  await put('25.json', 26);
  assert.deepEqual(await drain(restarted, { logOffset: 24 }), [['25.json']]);
});

test('files that vanished are an error that names them, unless ignoreMissingFiles', async () => {
  await put('a.json', 1);
  await put('b.json', 2);
  const source = await open();
  const end = await source.latestOffset(null, 'all');
  assert.ok(end !== null);
  await rm(join(folder, 'a.json'));
  await assert.rejects(source.getBatch(null, end), {
    condition: 'FAILED_READ_FILE.FILE_NOT_EXIST',
    message: new RegExp(`${join(folder, 'a.json')}.*ignoreMissingFiles`, 's'),
  });
  assert.deepEqual(await names(await open({ ignoreMissingFiles: 'true' }), null, end), ['b.json']);
});

test('the setting spark.sql.files.ignoreMissingFiles does as the option', async () => {
  await put('a.json', 1);
  const end = await (await open()).latestOffset(null, 'all');
  await rm(join(folder, 'a.json'));
  const source = await fileSourceProvider.create({
    format: 'json',
    options: { path: folder },
    schema,
    log: MemoryCheckpointStore.open(checkpoint).sourceLog(0),
    context: { ...context, conf: { 'spark.sql.files.ignoreMissingFiles': 'true' } },
  });
  assert.deepEqual(await names(source, null, end), []);
});

test('a file that changes between listing and batch waits for a later listing', async () => {
  for (const i of [1, 2, 3, 4]) await put(`${i}.json`, i);
  const source = await open({ maxFilesPerTrigger: '2' });
  const first = await source.latestOffset(null, 'limited');
  await appendFile(join(folder, '3.json'), '{"id":2}\n');
  const batches = await drain(source, first);
  assert.deepEqual(batches, [['4.json'], ['3.json']]);
});

test('a file that has changed since it was logged is refused', async () => {
  await put('a.json', 1);
  const source = await open();
  const end = await source.latestOffset(null, 'all');
  assert.ok(end !== null);
  await put('a.json', 2, '{"id":1}\n{"id":2}\n');
  await assert.rejects(source.getBatch(null, end), {
    condition: 'FILE_CHANGED_SINCE_LISTING',
    message: /had 9 bytes, written at 1970-01-01T00:00:01.000Z; now it has 18 bytes/,
  });
});

test('an entry missing from the log is an error', async () => {
  await put('a.json', 1);
  await (await open()).latestOffset(null, 'all');
  await assert.rejects((await open()).getBatch(null, { logOffset: 3 }), { condition: 'FILE_SOURCE_LOG_CORRUPT' });
});

test('cleanSource=delete removes the files of committed batches', async () => {
  await put('a.json', 1);
  await put('b.json', 2);
  const source = await open({ cleanSource: 'delete', maxFilesPerTrigger: '1' });
  const first = await source.latestOffset(null, 'limited');
  const second = await source.latestOffset(first, 'limited');
  assert.ok(first !== null && second !== null);
  await source.commit(first);
  assert.deepEqual(await readdir(folder), ['b.json']);
  await source.commit(second);
  await source.commit(second);
  assert.deepEqual(await readdir(folder), []);
});

test('cleanSource=archive keeps the whole path under the archive', async () => {
  await put('k=1/a.json', 1);
  const archive = join(root, 'archive');
  const source = await open({ cleanSource: 'ARCHIVE', sourceArchiveDir: archive });
  const end = await source.latestOffset(null, 'all');
  assert.ok(end !== null);
  await source.commit(end);
  assert.deepEqual(await readdir(join(archive, folder, 'k=1')), ['a.json']);
  assert.deepEqual(await readdir(join(folder, 'k=1')), []);
});

test('an archive inside, or above, what is read is refused', async () => {
  for (const sourceArchiveDir of [join(folder, 'old'), root, folder]) {
    await assert.rejects(open({ cleanSource: 'archive', sourceArchiveDir }), {
      condition: 'ARCHIVE_DIR_MATCHES_SOURCE',
    });
  }
  const path = join(root, '*');
  await assert.rejects(open({ path, cleanSource: 'archive', sourceArchiveDir: join(root, 'x/y') }), {
    condition: 'ARCHIVE_DIR_MATCHES_SOURCE',
  });
  await assert.rejects(open({ cleanSource: 'archive' }), { condition: 'MISSING_OPTION', message: /sourceArchiveDir/ });
});

test('partition folders give values by the names of the schema', async () => {
  await put('k=1/J=x/a.json', 1);
  await put('k=__HIVE_DEFAULT_PARTITION__/J=y%20z/a.json', 2);
  const source = await open(
    {},
    structType([...schema.fields, structField('K', IntegerType), structField('j', StringType)]),
  );
  const end = await source.latestOffset(null, 'all');
  assert.ok(end !== null);
  const input = await source.getBatch(null, end);
  assert.deepEqual(input.kind === 'files' && input.files.map((file) => file.partitionValues), [
    { K: '1', j: 'x' },
    { K: null, j: 'y z' },
  ]);
});
