import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryStartError } from '../errors/index.ts';
import { fixtureBackend } from './backend.fixture.ts';
import { defineQuery } from './define-query.ts';
import { StreamSession } from './stream-session.ts';
import { Trigger, type TriggerInput } from './trigger.ts';

async function setup() {
  const fixture = await fixtureBackend();
  const session = new StreamSession(fixture.backend);
  const stream = session.readStream.format('rate').schema('timestamp TIMESTAMP, value BIGINT').load();
  return { ...fixture, session, stream, writer: stream.writeStream.format('noop') };
}

const failure = () => new QueryStartError('INVALID_QUERY_NAME', { name: 'x' });

test('a writer describes its query as data', async () => {
  const { writer } = await setup();
  const { plan, ...request } = writer
    .outputMode('update')
    .option('path', '/a')
    .options({ PATH: '/b', rows: 5 })
    .partitionBy('value')
    .queryName('q')
    .trigger(Trigger.processingTime('1 minute'))
    .toRequest();
  assert.equal(plan.kind, 'StreamingRelation');
  assert.deepEqual(request, {
    outputMode: 'update',
    format: 'noop',
    options: { PATH: '/b', rows: '5' },
    partitionBy: ['value'],
    queryName: 'q',
    trigger: { kind: 'processingTime', intervalMs: 60_000 },
    tableName: undefined,
    foreachBatch: undefined,
    foreach: undefined,
  });
});

test('writers have the defaults of Spark and are not changed by their methods', async () => {
  const { stream } = await setup();
  const writer = stream.writeStream;
  writer.format('console').outputMode('complete');
  const { outputMode, format, trigger } = writer.toRequest();
  assert.deepEqual([outputMode, format, trigger], ['append', 'parquet', { kind: 'processingTime', intervalMs: 0 }]);
});

test('bad modes and triggers are refused as they are set', async () => {
  const { writer } = await setup();
  assert.throws(() => writer.outputMode('foo' as 'append'), { condition: 'STREAMING_OUTPUT_MODE.INVALID' });
  const triggers: [TriggerInput, string][] = [
    [{ processingTime: '1 month' }, 'INVALID_TRIGGER'],
    [{ continuous: '-1 second' }, 'INVALID_TRIGGER'],
    [{ processingTime: 'soon' }, 'INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER'],
    [{ once: true, availableNow: true } as TriggerInput, 'ONLY_ALLOW_SINGLE_TRIGGER'],
    [{} as TriggerInput, 'ONLY_ALLOW_SINGLE_TRIGGER'],
    [{ onec: true } as unknown as TriggerInput, 'ONLY_ALLOW_SINGLE_TRIGGER'],
  ];
  for (const [trigger, condition] of triggers) assert.throws(() => writer.trigger(trigger), { condition });
  assert.deepEqual(writer.trigger(Trigger.availableNow()).toRequest().trigger, { kind: 'availableNow' });
});

test('a memory sink shows its rows under the name of the query or the table', async () => {
  const { writer, runs } = await setup();
  assert.throws(() => writer.format('memory').toRequest(), { condition: '_LEGACY_ERROR_TEMP_1194' });
  assert.equal(writer.format('memory').queryName('q').toRequest().tableName, 'q');
  await writer.format('memory').toTable('t');
  assert.deepEqual([runs[0]?.request.tableName, runs[0]?.request.queryName], ['t', 't']);
});

test('foreach and foreachBatch see rows as objects', async () => {
  const { writer, state, stream } = await setup();
  const seen: unknown[] = [];
  const byRow = writer
    .foreach({ process: (row) => void seen.push(row.value), close: (error) => void seen.push(error) })
    .toRequest();
  assert.equal(byRow.format, 'foreach');
  assert.equal(await byRow.foreach?.open(0, 1), true);
  await byRow.foreach?.process([null, 7n]);
  await byRow.foreach?.close(undefined);
  state.rows = [[null, 8n]];
  const byBatch = writer.foreachBatch(async (batch, id) => void seen.push(id, batch.columns)).toRequest();
  await byBatch.foreachBatch?.(stream.plan, 3);
  assert.deepEqual(seen, [7n, undefined, 3, ['timestamp', 'value']]);
});

test('two active queries cannot share a name', async () => {
  const { session, writer } = await setup();
  const named = writer.queryName('q');
  const starts = await Promise.allSettled([named.start(), named.start()]);
  assert.deepEqual(
    starts.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  await assert.rejects(named.start(), {
    condition: 'DUPLICATE_QUERY_NAME',
    message:
      /^\[DUPLICATE_QUERY_NAME\] Cannot start query with name q as a query with that name is already active in this SparkSession/,
  });
  await session.streams.stopAll();
  assert.equal((await named.start()).name, 'q');
});

test('a second start on a checkpoint stops the first run, or is refused', async () => {
  const { session, writer, state } = await setup();
  state.queryId = 'same';
  const first = await writer.start();
  const second = await writer.start();
  assert.deepEqual([first.isActive, second.isActive], [false, true]);
  assert.equal(session.streams.get('same'), second);
  session.conf.set('spark.sql.streaming.stopActiveRunOnRestart', false);
  await assert.rejects(writer.start(), { condition: 'QUERY_ID_ALREADY_ACTIVE' });
  assert.equal(second.isActive, true);
  assert.equal(session.streams.active.length, 1);
});

test('starts that race for one checkpoint leave one run', async () => {
  const { session, writer, state } = await setup();
  state.queryId = 'same';
  await Promise.all([writer.start(), writer.start(), writer.start()]);
  assert.equal(session.streams.active.length, 1);
});

test('awaitTermination tells whether the query ended in time, and rethrows its failure', async () => {
  const { writer, runs, clock } = await setup();
  const query = await writer.start();
  const waiting = query.awaitTermination(500);
  clock.advance(500);
  assert.equal(await waiting, false);
  const [run] = runs;
  run?.fail(failure());
  await assert.rejects(query.awaitTermination(), { condition: 'INVALID_QUERY_NAME' });
  assert.equal(query.exception()?.condition, 'INVALID_QUERY_NAME');
  const other = await writer.start();
  await other.stop();
  assert.equal(await other.awaitTermination(1), true);
  assert.equal(other.exception(), null);
});

test('awaitAnyTermination hears of the first end since the last reset', async () => {
  const { session, writer, runs, clock } = await setup();
  const first = await writer.start();
  await writer.start();
  await first.stop();
  assert.equal(await session.streams.awaitAnyTermination(1), true);
  session.streams.resetTerminated();
  const waiting = session.streams.awaitAnyTermination(100);
  clock.advance(100);
  assert.equal(await waiting, false);
  runs[1]?.fail(failure());
  await assert.rejects(session.streams.awaitAnyTermination(), { condition: 'INVALID_QUERY_NAME' });
});

test('listeners hear of every query, and cannot harm one', async () => {
  const { session, writer } = await setup();
  const heard: string[] = [];
  const warnings: string[] = [];
  const onWarning = (warning: Error) => warnings.push(warning.message);
  process.on('warning', onWarning);
  const listener = {
    onQueryStarted: ({ name }: { readonly name: string | null }) => void heard.push(`started ${name}`),
    onQueryTerminated: ({ exception }: { readonly exception: string | null }) => void heard.push(`ended ${exception}`),
  };
  session.streams.addListener({
    onQueryStarted: () => {
      throw new Error('no');
    },
  });
  session.streams.addListener(listener);
  const query = await writer.queryName('q').start();
  await query.stop();
  session.streams.removeListener(listener);
  await (await writer.start()).stop();
  await new Promise(setImmediate);
  process.off('warning', onWarning);
  assert.deepEqual(heard, ['started q', 'ended null']);
  assert.deepEqual(warnings, [
    'A StreamingQueryListener failed: Error: no',
    'A StreamingQueryListener failed: Error: no',
  ]);
});

test('a stopped session has no active queries and a closed backend', async () => {
  const { session, writer, state } = await setup();
  const query = await writer.start();
  await session.stop();
  assert.deepEqual([query.isActive, state.closed], [false, true]);
});

test('a definition names its query where the query has no name', async () => {
  const { session } = await setup();
  const rate = (s: StreamSession) => s.readStream.format('rate').schema('value BIGINT').load().writeStream;
  assert.equal(defineQuery('purchases', rate).build(session).toRequest().queryName, 'purchases');
  assert.equal(
    defineQuery('a', (s) => rate(s).queryName('b'))
      .build(session)
      .toRequest().queryName,
    'b',
  );
  assert.throws(() => defineQuery('no spaces', rate), { condition: 'INVALID_QUERY_NAME' });
});
