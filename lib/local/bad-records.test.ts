import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { StreamingQueryProgress } from '../contracts/progress.ts';
import { BatchRecorder, openSession, rejectionOf, temporaryFolder } from './query.fixture.ts';

interface BadRecord {
  readonly record: string | null;
  readonly reason: string;
  readonly source: string;
  readonly position: { readonly file?: string; readonly line?: number };
  readonly batchId: number;
}

/** A stream of files with a quarantine, run to its end of what there is. */
async function quarantine(
  t: TestContext,
  request: { format: string; schema: string; options?: Record<string, string> },
) {
  const session = await openSession(t);
  const folder = await temporaryFolder(t);
  const [input, bad, checkpoint] = ['in', 'bad', 'checkpoint'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(input);
  const recorder = new BatchRecorder();
  const start = (query = 'SELECT * FROM lines') => {
    session.readStream
      .format(request.format)
      .schema(request.schema)
      .options({ badRecordsPath: bad, ...request.options })
      .load(input)
      .createOrReplaceTempView('lines');
    return session
      .sql(query)
      .writeStream.foreachBatch(recorder.write)
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start();
  };
  const run = async (query?: string): Promise<readonly StreamingQueryProgress[]> => {
    const running = await start(query);
    await running.awaitTermination();
    return running.recentProgress;
  };
  const files = () => readdir(bad).catch(() => [] as string[]);
  const records = async (): Promise<BadRecord[]> => {
    const texts = await Promise.all((await files()).sort().map((name) => readFile(join(bad, name), 'utf8')));
    return texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line) as BadRecord);
  };
  const places = async () => (await records()).map(({ record, position }) => [record, position.line]);
  return {
    input,
    bad,
    checkpoint,
    start,
    run,
    files,
    records,
    places,
    rows: () => recorder.batches.flatMap(([, rows]) => rows),
    add: (name: string, content: string | Uint8Array) => writeFile(join(input, name), content),
  };
}

const JSON_LINES = { format: 'json', schema: 'id BIGINT, at TIMESTAMP' };

test('malformed JSON is left out and written with its reason and place; a batch without writes nothing', async (t) => {
  const q = await quarantine(t, JSON_LINES);
  await q.add('a.json', '{"id":1}\n{"id":"x"}\n\n{"id":2\n{"id":3}\n[{"id":4},{"id":"y"}]\n{"id":"x"}\n');
  const [first] = await q.run();
  assert.deepEqual(q.rows(), ['[1,null]', '[3,null]']);
  assert.equal(first?.sources[0]?.numQuarantinedRows, 4);
  assert.equal(first?.numInputRows, 2);
  assert.deepEqual(await q.places(), [
    ['{"id":"x"}', 2],
    ['{"id":2', 4],
    ['[{"id":4},{"id":"y"}]', 6],
    ['{"id":"x"}', 7],
  ]);
  const records = await q.records();
  assert.deepEqual(records[0], {
    record: '{"id":"x"}',
    reason: 'It does not fit the schema: id BIGINT, at TIMESTAMP',
    source: `FileStreamSource[file:${q.input}]`,
    position: { file: join(q.input, 'a.json'), line: 2 },
    batchId: 0,
  });
  assert.match(records[1]?.reason ?? '', /^It is no JSON: /);
  await q.add('b.json', '{"id":5}\n');
  const [second] = await q.run();
  assert.equal(second?.sources[0]?.numQuarantinedRows, 0);
  assert.equal((await q.files()).length, 1);
});

test('a record is malformed whatever columns the query reads', async (t) => {
  const q = await quarantine(t, JSON_LINES);
  await q.add('a.json', '{"id":1,"at":"never"}\n{"id":2}\n');
  await q.run('SELECT id FROM lines');
  assert.deepEqual([q.rows(), await q.places()], [['[2]'], [['{"id":1,"at":"never"}', 1]]]);
});

test('what is no text, does not unpack or is binary never fails the query', async (t) => {
  const q = await quarantine(t, { format: 'json', schema: 'id BIGINT, s STRING' });
  const poison = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x80]);
  await q.add('a.json', Buffer.concat([Buffer.from('{"id":1}\n'), poison, Buffer.from('\r\n{"id":2}\n')]));
  await q.add('b.json.gz', gzipSync('{"id":3}\nnot json\n'));
  await q.add('c.json.gz', gzipSync('{"id":4}\n'.repeat(1000)).subarray(0, 30));
  await q.add('d.json', Buffer.from('{"id":5}\n\u0000\u0001\u001f\u2028\n{"id":6,"s":"\u2028"}\n{"id":"\\ud800"}'));
  const [progress] = await q.run();
  assert.deepEqual(q.rows(), ['[1,null]', '[2,null]', '[3,null]', '[5,null]', '[6,"\u2028"]']);
  const found = (await q.records()).map(({ record, position, reason }) => [
    basename(position.file ?? ''),
    position.line,
    record,
    reason.split(/[ :]/, 4).join(' '),
  ]);
  assert.deepEqual(found.sort(), [
    ['a.json', 2, poison.toString('base64'), 'The record is not'],
    ['b.json.gz', 2, 'not json', 'It is no JSON'],
    ['c.json.gz', undefined, null, '[FAILED_READ_FILE.CORRUPT_FILE] Encountered error while'],
    ['d.json', 2, '\u0000\u0001\u001f\u2028', 'It is no JSON'],
    ['d.json', 4, '{"id":"\\ud800"}', 'It does not fit'],
  ]);
  assert.equal(progress?.sources[0]?.numQuarantinedRows, 5);
});

test('CSV lines that do not fit are told apart, header or not; DROPMALFORMED and the corrupt column give way', async (t) => {
  for (const mode of [{}, { mode: 'DROPMALFORMED' }]) {
    const q = await quarantine(t, {
      format: 'csv',
      schema: 'id INT, name STRING, _corrupt_record STRING',
      options: { header: 'true', ...mode },
    });
    await q.add('a.csv', 'id,name\n1,a\nx,b\n2\n"3","c, d"\n4,e,f\n');
    await q.run();
    assert.deepEqual(q.rows(), ['[1,"a",null]', '[3,"c, d",null]']);
    assert.deepEqual(await q.places(), [
      ['x,b', 3],
      ['2', 4],
      ['4,e,f', 6],
    ]);
  }
});

test('records over several lines are placed by their file', async (t) => {
  const q = await quarantine(t, { format: 'json', schema: 'id BIGINT', options: { multiLine: 'true' } });
  await q.add('a.json', '{"id":\n1}');
  await q.add('b.json', '{"id":\n"x"}');
  await q.add('c.json', Buffer.from([0xff, 0xfe]));
  await q.run();
  assert.deepEqual(q.rows(), ['[1]']);
  const found = (await q.records()).map(({ record, position }) => [record, position]);
  assert.deepEqual(found, [
    [null, { file: join(q.input, 'c.json') }],
    ['{"id":\n"x"}', { file: join(q.input, 'b.json') }],
  ]);
});

test('a batch that runs again replaces what it wrote', async (t) => {
  const q = await quarantine(t, JSON_LINES);
  await q.add('a.json', 'bad\n{"id":1}\n');
  await q.run();
  await q.add('b.json', 'worse\n');
  await q.run();
  const before = await q.records();
  await rm(join(q.checkpoint, 'commits', '1.json'));
  await q.run();
  assert.deepEqual(await q.records(), before);
  assert.deepEqual(
    before.map(({ record, batchId }) => [record, batchId]),
    [
      ['bad', 0],
      ['worse', 1],
    ],
  );
});

test('what contradicts a quarantine is refused by name', async (t) => {
  const failFast = await quarantine(t, { ...JSON_LINES, options: { mode: 'failfast' } });
  const conflict = await rejectionOf(failFast.start());
  assert.equal(conflict.condition, 'OPTION_CONFLICT');
  assert.match(conflict.message, /'badRecordsPath' and 'mode=FAILFAST'/);
  const parquet = await quarantine(t, { format: 'parquet', schema: 'id BIGINT' });
  assert.throws(() => parquet.start(), { condition: 'UNKNOWN_OPTION' });
  const session = await openSession(t);
  const { input } = failFast;
  const inside = session.readStream.format('json').schema('id BIGINT').option('badRecordsPath', join(input, 'bad'));
  assert.throws(() => inside.load(input), { condition: 'INVALID_OPTION', message: /lies in the folder that is read/ });
  const table = session.read.format('json').schema('id BIGINT').option('badRecordsPath', '/tmp/x').load(input);
  assert.equal((await rejectionOf(table.collect())).condition, 'INVALID_OPTION');
});
