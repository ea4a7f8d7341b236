import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { OutputMode } from '../contracts/output-mode.ts';
import { frameOf, openSession, openTimedSession, rejectionOf, rowText, temporaryFolder } from './query.fixture.ts';
import type { StreamSession } from './stream-session.ts';

const at = (second: number): string => new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();

/** What `SELECT * FROM table` gives, as sorted texts. */
const tableRows = async (session: StreamSession, table: string): Promise<string[]> =>
  (await session.sql(`SELECT * FROM ${table}`).collect()).map(rowText).sort();

/** Files below a folder by their path, without what is hidden. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths.map((path) => path.slice(folder.length + 1)).sort();
}

test('a memory sink keeps all rows, the changed ones, or the whole result', async (t) => {
  const expected: Readonly<Record<OutputMode, readonly string[]>> = {
    append: ['["a",2]', '["b",1]'],
    update: ['["a",1]', '["a",2]', '["b",1]'],
    complete: ['["a",2]', '["b",1]'],
  };
  for (const outputMode of ['append', 'update', 'complete'] as const) {
    const session = await openSession(t);
    const stream = session.memoryStream('k STRING, t TIMESTAMP');
    frameOf(session, stream).withWatermark('t', '0 seconds').createOrReplaceTempView('events');
    const query = await session
      .sql("SELECT k, count(*) FROM events GROUP BY window(t, '10 seconds'), k")
      .writeStream.outputMode(outputMode)
      .format('memory')
      .queryName('Counts')
      .start();
    assert.deepEqual(await tableRows(session, 'counts'), []);
    stream.addData(['a', at(1)]);
    await query.processAllAvailable();
    stream.addData(['a', at(2)], ['b', at(3)]);
    await query.processAllAvailable();
    if (outputMode === 'append') {
      stream.addData(['z', at(20)]);
      await query.processAllAvailable();
    }
    assert.deepEqual(await tableRows(session, 'COUNTS'), expected[outputMode], outputMode);
    await query.stop();
    assert.deepEqual(
      await tableRows(session, 'counts'),
      expected[outputMode],
      'the table stays when the query has ended',
    );
  }
});

test('a memory table is a table like others: it can be joined, counted and shown', async (t) => {
  const session = await openSession(t);
  const stream = session.memoryStream('k STRING, n INT');
  const query = await frameOf(session, stream).writeStream.toTable('numbers');
  assert.equal(query.name, 'numbers');
  stream.addData(['a', 1], ['b', 2]);
  await query.processAllAvailable();
  const names = session.createDataFrame([{ k: 'a', name: 'Ada' }], 'k STRING, name STRING');
  names.createOrReplaceTempView('names');
  const joined = await session.sql('SELECT name, n FROM numbers JOIN names USING (k)').collect();
  assert.deepEqual(joined, [{ name: 'Ada', n: 1 }]);
  assert.equal(await session.table('numbers').count(), 2);
  stream.addData(['c', 3]);
  await query.processAllAvailable();
  assert.equal(await session.table('numbers').count(), 3, 'a frame reads the table as it is when it runs');
});

test('columns of one name stay apart in memory tables and in foreachBatch', async (t) => {
  const session = await openSession(t);
  const stream = session.memoryStream('n INT');
  stream.addData([1]);
  frameOf(session, stream).createOrReplaceTempView('numbers');
  const frame = session.sql('SELECT n, n + 1 AS n, -n AS N FROM numbers');
  const query = await frame.writeStream.format('memory').queryName('twice').start();
  await query.processAllAvailable();
  assert.deepEqual(session.table('twice').columns, ['n', 'n', 'N']);
  assert.equal(await session.table('twice').count(), 1);
  const columns: string[][] = [];
  const inBatches = await frame.writeStream
    .foreachBatch(async (batch) => {
      assert.equal(await batch.count(), 1);
      columns.push([...batch.columns]);
    })
    .trigger({ availableNow: true })
    .start();
  await inBatches.awaitTermination();
  assert.deepEqual(columns, [['n', 'n', 'N']]);
});

test('a query into memory may go on from a checkpoint in complete mode only', async (t) => {
  const checkpoint = await temporaryFolder(t);
  const session = await openSession(t);
  const stream = session.memoryStream('k STRING');
  stream.addData(['a']);
  const start = (outputMode: OutputMode, folder: string) =>
    frameOf(session, stream)
      .groupBy('k')
      .count()
      .writeStream.outputMode(outputMode)
      .format('memory')
      .queryName('counts')
      .option('checkpointLocation', join(checkpoint, folder))
      .trigger({ availableNow: true })
      .start();
  await (await start('complete', 'complete')).awaitTermination();
  stream.addData(['a'], ['b']);
  await (await start('complete', 'complete')).awaitTermination();
  assert.deepEqual(await tableRows(session, 'counts'), ['["a",2]', '["b",1]']);
  await (await start('update', 'update')).awaitTermination();
  const refusal = await rejectionOf(start('update', 'update'));
  assert.equal(refusal.condition, '_LEGACY_ERROR_TEMP_1299');
  const location = join(checkpoint, 'update');
  assert.ok(
    refusal.message.startsWith(
      `This query does not support recovering from checkpoint location. Delete ${location} to start over.`,
    ),
    refusal.message,
  );
  assert.deepEqual(await tableRows(session, 'counts'), ['["a",2]', '["b",1]'], 'the refusal leaves the table alone');
});

test('sinks without folders refuse partitions', async (t) => {
  const session = await openSession(t);
  const frame = frameOf(session, session.memoryStream('k STRING'));
  const writers = [
    frame.writeStream.format('memory').queryName('rows'),
    frame.writeStream.foreachBatch(() => undefined),
    frame.writeStream.foreach(() => undefined),
  ];
  for (const writer of writers) {
    const refusal = await rejectionOf(writer.partitionBy('k').start());
    assert.equal(refusal.condition, '_LEGACY_ERROR_TEMP_1197');
    assert.match(refusal.message, /^'(memory|foreachBatch|foreach)' does not support partitioning\./);
  }
});

test('a console sink prints each batch as Spark does, empty ones too', async (t) => {
  let printed = '';
  const print = (text: string) => {
    printed += text;
  };
  const { session } = await openTimedSession(t, { print });
  const stream = session.memoryStream('word STRING, t TIMESTAMP');
  const query = await frameOf(session, stream)
    .withWatermark('t', '1 second')
    .dropDuplicates(['word', 't'])
    .writeStream.format('console')
    .start();
  stream.addData(['streaming', at(3)], [null, at(20)]);
  await query.processAllAvailable();
  const [first = '', second = ''] = printed.split(/(?=-{43}\nBatch: 1)/);
  const rule = '-'.repeat(43);
  assert.equal(
    first,
    [
      rule,
      'Batch: 0',
      rule,
      '+---------+-------------------+',
      '|     word|                  t|',
      '+---------+-------------------+',
      '|streaming|2024-01-01 00:00:03|',
      '|     NULL|2024-01-01 00:00:20|',
      '+---------+-------------------+',
      '',
      '',
    ].join('\n'),
  );
  assert.match(second, /Batch: 1\n-+\n\+-+\+-+\+\n\| *word\| *t\|\n\+-+\+-+\+\n\+-+\+-+\+\n\n$/);
});

test('file sinks write each batch once, into the folders of its partition columns, readable as a table and a stream', async (t) => {
  const session = await openSession(t);
  const root = await temporaryFolder(t);
  const out = join(root, 'out');
  const stream = session.memoryStream('day STRING, n INT');
  const start = () =>
    frameOf(session, stream)
      .writeStream.format('json')
      .partitionBy('day')
      .option('checkpointLocation', join(root, 'checkpoint'))
      .trigger({ availableNow: true })
      .start(out);
  stream.addData(['mon', 1], ['tue', 2], ['mon', 3]);
  const first = await start();
  await first.awaitTermination();
  stream.addData(['tue', 4]);
  await (await start()).awaitTermination();
  await (await start()).awaitTermination();
  const stem = `part-${first.id.slice(0, 8)}`;
  assert.deepEqual(await filesIn(out), [
    `day=mon/${stem}-000000.json`,
    `day=tue/${stem}-000000.json`,
    `day=tue/${stem}-000001.json`,
  ]);
  assert.equal(await readFile(join(out, `day=mon/${stem}-000000.json`), 'utf8'), '{"n":1}\n{"n":3}\n');
  const table = session.read.format('json').schema('n INT, day STRING').load(out);
  assert.deepEqual((await table.collect()).map(rowText).sort(), ['[1,"mon"]', '[2,"tue"]', '[3,"mon"]', '[4,"tue"]']);
  const copy = await session.readStream
    .format('json')
    .schema('n INT, day STRING')
    .load(out)
    .groupBy('day')
    .sum('n')
    .writeStream.outputMode('complete')
    .format('memory')
    .queryName('copy')
    .start();
  await copy.processAllAvailable();
  assert.deepEqual(await tableRows(session, 'copy'), ['["mon",4]', '["tue",6]']);
});

test('a file sink refuses what would not be final', async (t) => {
  const session = await openSession(t);
  const counts = frameOf(session, session.memoryStream('k STRING')).groupBy('k').count();
  const folder = await temporaryFolder(t);
  const writer = counts.writeStream.format('parquet').option('checkpointLocation', folder);
  const refusal = await rejectionOf(writer.outputMode('update').start(folder));
  assert.equal(refusal.condition, 'STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE');
  assert.match(refusal.message, /Use one of the modes it takes: append/);
});

test('the checkpoint of a file sink has to be named, or lies under that of the session by the name of the query', async (t) => {
  const session = await openSession(t);
  const root = await temporaryFolder(t);
  const frame = frameOf(session, session.memoryStream('n INT'));
  assert.equal(
    (await rejectionOf(frame.writeStream.format('csv').start(join(root, 'out')))).condition,
    '_LEGACY_ERROR_TEMP_1298',
  );
  const misspelt = await rejectionOf(
    frame.writeStream.format('csv').option('checkpointLocaton', root).start(join(root, 'out')),
  );
  assert.equal(misspelt.condition, 'UNKNOWN_OPTION');
  assert.match(misspelt.message, /has no option "checkpointLocaton"\.\nDid you mean "checkpointLocation"\?/);
  session.conf.set('spark.sql.streaming.checkpointLocation', join(root, 'checkpoints'));
  const query = await frame.writeStream.format('csv').queryName('numbers').start(join(root, 'out'));
  await query.stop();
  assert.deepEqual(await readdir(join(root, 'checkpoints')), ['numbers']);
});

test('a noop sink computes whatever a query can put out', async (t) => {
  const session = await openSession(t);
  const stream = session.memoryStream('n INT');
  stream.addData([1], [null]);
  const query = await frameOf(session, stream)
    .selectExpr(
      'array(n) AS a',
      'struct(n) AS b',
      "map('k', n) AS c",
      'CAST(n AS DECIMAL(38, 3)) AS d',
      'current_timestamp() AS t',
    )
    .writeStream.format('noop')
    .trigger({ once: true })
    .start();
  await query.awaitTermination();
  assert.equal(query.lastProgress?.sink.numOutputRows, 2);
});
