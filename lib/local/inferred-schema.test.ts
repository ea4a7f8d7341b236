import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { simpleString } from '../types/data-type.ts';
import { StreamSession } from './stream-session.ts';

let root = '';
let session: StreamSession;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'millrace-inferred-'));
  session = await StreamSession.create();
});
after(async () => {
  await session.stop();
  await rm(root, { recursive: true });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

test('a row that a schema was inferred from is read whole with it', async () => {
  await put('a.json', '{"a":1,"d":12345678901234567890,"n":{"x":[1,2.5]}}\n{"a":1.5,"t":"x"}\n{"a":\n');
  const json = session.read.json(join(root, 'a.json'));
  assert.equal(
    simpleString(json.schema),
    'struct<_corrupt_record:string,a:double,d:decimal(20,0),n:struct<x:array<double>>,t:string>',
  );
  const rows = await json
    .selectExpr('_corrupt_record IS NULL AS whole', 'a', 'CAST(d AS STRING) AS d', 'n.x[1] AS x')
    .collect();
  assert.deepEqual(rows, [
    { whole: true, a: 1, d: '12345678901234567890', x: 2.5 },
    { whole: true, a: 1.5, d: null, x: null },
    { whole: false, a: null, d: null, x: null },
  ]);
  await put('csv/k=1/a.csv', 'id,id,,when\n1,0x1p3,"a ""b",2024-01-01 10:00\n,2d,NaN,2024-01-01\n');
  const csv = session.read.options({ header: true, inferSchema: true, escape: '"' }).csv(join(root, 'csv'));
  assert.equal(simpleString(csv.schema), 'struct<id0:int,id1:double,_c2:string,when:timestamp,k:int>');
  assert.deepEqual(await csv.selectExpr('id0', 'id1', '_c2', 'CAST(when AS STRING) AS w', 'k').collect(), [
    { id0: 1, id1: 8, _c2: 'a "b', w: '2024-01-01 10:00:00', k: 1 },
    { id0: null, id1: 2, _c2: 'NaN', w: '2024-01-01 00:00:00', k: 1 },
  ]);
});

test('files without any column have rows all the same', async () => {
  await put('none.json', '{}\n{}\n');
  const frame = session.read.json(join(root, 'none.json'));
  assert.deepEqual(await frame.collect(), [{}, {}]);
  assert.equal(await frame.count(), 2);
  await put('none.csv', '');
  assert.deepEqual(await session.read.csv(join(root, 'none.csv')).collect(), []);
});

test('files outside of the folders that give columns are not read', async () => {
  await put('stray/k=1/a.json', '{"a":1}\n');
  await put('stray/b.json', '{"a":2}\n');
  assert.deepEqual(await session.read.json(join(root, 'stray')).collect(), [{ a: 1n, k: 1 }]);
});

test('a stream infers its schema only where the session says so', async () => {
  await put('stream/a.json', '{"a":1}\n');
  const read = () => session.readStream.json(join(root, 'stream'));
  assert.throws(read, { condition: '_LEGACY_ERROR_TEMP_2048' });
  session.conf.set('spark.sql.streaming.schemaInference', true);
  try {
    const rows: unknown[] = [];
    const query = await read()
      .writeStream.foreachBatch(async (batch) => void rows.push(...(await batch.collect())))
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    assert.deepEqual(rows, [{ a: 1n }]);
    await mkdir(join(root, 'empty'));
    assert.throws(() => session.readStream.csv(join(root, 'empty')), { condition: 'UNABLE_TO_INFER_SCHEMA' });
  } finally {
    session.conf.unset('spark.sql.streaming.schemaInference');
  }
});
