import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { ConnectorContext } from '../../contracts/connector.ts';
import type { FileOutput, Sink, WrittenFile } from '../../contracts/sink.ts';
import { IntegerType, StringType, structField, structType } from '../../types/data-type.ts';
import type { Row } from '../../types/value.ts';
import { ManualClock } from '../../util/clock.ts';
import { SampleBatch } from '../sample-batch.fixture.ts';
import { LocalFileSystem } from './local-file-system.ts';
import { fileSinkProvider } from './sink-provider.ts';

const root = await mkdtemp(join(tmpdir(), 'millrace-sink-'));
after(() => rm(root, { recursive: true }));
const schema = structType([structField('k', StringType), structField('id', IntegerType)]);
const context: ConnectorContext = { clock: new ManualClock(), fileSystems: [new LocalFileSystem()], conf: {} };
const queryId = '0f8fad5b-d9cb-469f-a165-70867728950e';
let out = '';

beforeEach(async () => {
  out = await mkdtemp(join(root, 'out-'));
});

const open = (partitionBy: string[] = [], options: Record<string, string> = {}, format = 'json'): Promise<Sink> =>
  fileSinkProvider.create({
    format,
    options: { path: out, ...options },
    schema,
    partitionBy,
    outputMode: 'append',
    queryId,
    queryName: undefined,
    context,
  });

const batch = (batchId: number, ...rows: Row[]) => new SampleBatch({ batchId, schema, rows, queryId });
const again = (batchId: number, ...rows: Row[]) => new SampleBatch({ batchId, schema, rows, queryId, isRerun: true });

async function content(): Promise<Record<string, string>> {
  const names = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  const texts = await Promise.all(
    paths.map(async (path) => [path.slice(out.length + 1), await readFile(path, 'utf8')]),
  );
  return Object.fromEntries(texts);
}

test('each batch is a file named by query and batch', async () => {
  const sink = await open();
  assert.equal(sink.description, `FileSink[file:${out}]`);
  assert.deepEqual(await sink.addBatch(batch(0, ['a', 1], ['b', 2])), { numOutputRows: 2 });
  await sink.addBatch(batch(12, ['c', 3]));
  assert.deepEqual(await content(), {
    'part-0f8fad5b-000000.json': '{"k":"a","id":1}\n{"k":"b","id":2}\n',
    'part-0f8fad5b-000012.json': '{"k":"c","id":3}\n',
  });
  assert.deepEqual((await readdir(out)).sort(), ['part-0f8fad5b-000000.json', 'part-0f8fad5b-000012.json']);
});

test('partition columns become folders', async () => {
  const sink = await open(['K']);
  await sink.addBatch(batch(0, ['a', 1], ['b', 2], ['a', 3]));
  assert.deepEqual(await content(), {
    'k=a/part-0f8fad5b-000000.json': '{"id":1}\n{"id":3}\n',
    'k=b/part-0f8fad5b-000000.json': '{"id":2}\n',
  });
});

test('a batch that runs again, in this run or the next, leaves only its own files', async () => {
  await writeFile(join(out, 'part-aaaaaaaa-000001.json'), 'of another query');
  const first = await open(['k']);
  await first.addBatch(batch(1, ['a', 1], ['b', 2]));
  await first.addBatch(batch(10, ['b', 9]));
  const expected = {
    'k=b/part-0f8fad5b-000010.json': '{"id":9}\n',
    'k=c/part-0f8fad5b-000001.json': '{"id":3}\n',
    'part-aaaaaaaa-000001.json': 'of another query',
  };
  await first.addBatch(again(1, ['c', 3]));
  assert.deepEqual(await content(), expected);
  await (await open(['k'])).addBatch(again(1, ['c', 3]));
  assert.deepEqual(await content(), expected);
  const changedFormat = await open(['k'], { compression: 'gzip' });
  await changedFormat.addBatch(again(1, ['c', 3]));
  assert.deepEqual(Object.keys(await content()), [
    'k=b/part-0f8fad5b-000010.json',
    'k=c/part-0f8fad5b-000001.json.gz',
    'part-aaaaaaaa-000001.json',
  ]);
});

test('until a batch is whole nothing of it can be seen but a hidden folder, which a failure removes', async () => {
  class FailingBatch extends SampleBatch {
    override async writeFiles(output: FileOutput): Promise<readonly WrittenFile[]> {
      await super.writeFiles(output);
      assert.deepEqual(await readdir(out), ['.millrace-staging']);
      assert.match(output.directory, /\/\.millrace-staging\/0f8fad5b-d9cb-469f-a165-70867728950e-7-\d+\.[0-9a-f]+$/);
      throw new Error('disk full');
    }
  }
  const sink = await open();
  await assert.rejects(sink.addBatch(new FailingBatch({ batchId: 7, schema, rows: [['a', 1]] })), /disk full/);
  assert.deepEqual(await readdir(out), []);
});

test('what a crashed run has staged is removed at the start, what a living one stages is not', async () => {
  const staging = join(out, '.millrace-staging');
  // A process id that no process has: above the greatest Linux gives out.
  const dead = `${queryId}-3-4194999.abcdef`;
  const alive = `${queryId}-3-${process.pid}.abcdef`;
  const other = '99999999-d9cb-469f-a165-70867728950e-3-4194999.abcdef';
  for (const name of [dead, alive, other]) await mkdir(join(staging, name), { recursive: true });
  await open();
  assert.deepEqual((await readdir(staging)).sort(), [alive, other].sort());
});

test('file names end as readers expect', async () => {
  const cases: [string, Record<string, string>, string][] = [
    ['parquet', { compression: 'gzip' }, '.parquet'],
    ['csv', { compression: 'GZIP' }, '.csv.gz'],
    ['csv', {}, '.csv'],
    ['json', { compression: 'zstd' }, '.json.zst'],
  ];
  for (const [format, options, ending] of cases) {
    await (await open([], options, format)).addBatch(again(0, ['a', 1]));
    assert.deepEqual(await readdir(out), [`part-0f8fad5b-000000${ending}`]);
  }
  await (await open(['id'], {}, 'text')).addBatch(batch(1, ['a', 1]));
  assert.deepEqual(await readdir(join(out, 'id=1')), ['part-0f8fad5b-000001.txt']);
});

test('what cannot be written is refused before the query runs', async () => {
  await assert.rejects(open(['k', 'id']), { condition: 'ALL_PARTITION_COLUMNS_NOT_ALLOWED' });
  await assert.rejects(open(['zz']), {
    condition: 'PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA',
    message: /Partition column `zz` not found in schema struct<k:string,id:int>/,
  });
  await assert.rejects(open([], {}, 'text'), { condition: 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE' });
  await assert.rejects(open([], { compresion: 'gzip' }), { message: /Did you mean "compression"/ });
  assert.deepEqual(fileSinkProvider.outputModes, ['append']);
  assert.equal(fileSinkProvider.temporaryCheckpoint, false);
});

test('an empty batch leaves no file and removes those of an earlier attempt', async () => {
  await (await open()).addBatch(batch(0, ['a', 1]));
  const sink = await open();
  assert.deepEqual(await sink.addBatch(again(0)), { numOutputRows: 0 });
  assert.deepEqual(await readdir(out), []);
});
