import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { StreamingQueryProgress } from '../contracts/progress.ts';
import {
  type Frame,
  frameOf,
  openSession,
  openTimedSession,
  rejectionOf,
  rowText,
  START_MS,
  temporaryFolder,
  until,
} from './query.fixture.ts';
import type { StreamSession } from './stream-session.ts';

const SECOND = { continuous: '1 second' } as const;
const HOUR = { continuous: '1 hour' } as const;

/** Rows as texts in the order in which a writer has had them, and what else it was called with. */
class Writer {
  readonly rows: string[] = [];
  readonly calls: string[] = [];
  failAt: string | undefined;

  open(partitionId: number, epochId: number): boolean {
    this.calls.push(`open ${partitionId} ${epochId}`);
    return true;
  }

  process(row: unknown): void {
    const text = rowText(row);
    if (text === this.failAt) throw new Error('the writer is full');
    this.rows.push(text);
  }

  close(error: Error | undefined): void {
    this.calls.push(error === undefined ? 'close' : `close ${error.message}`);
  }
}

const numbers = (session: StreamSession) => {
  const stream = session.memoryStream('n BIGINT, s STRING', 'numbers');
  return { stream, frame: frameOf(session, stream) };
};

const start = (frame: Frame, writer: Writer, checkpoint: string, trigger: object = HOUR) =>
  frame.writeStream
    .foreach(writer as never)
    .option('checkpointLocation', checkpoint)
    .trigger(trigger as never)
    .start();

test('rows flow at once, whatever the interval; the answers are those of a batch', async (t) => {
  const session = await openSession(t);
  session.udf.register('shout', { args: ['STRING'], returns: 'STRING' }, (s) => s && `${s}!`);
  const { stream, frame } = numbers(session);
  const query = (from: Frame) =>
    from
      .where('n > 0')
      .selectExpr('CAST(n / 2 AS DECIMAL(10,2)) AS half', "explode(split(s, ',')) AS part", 'n')
      .selectExpr('shout(part) AS part', 'half', 'date_add(DATE"2024-01-31", CAST(n AS INT)) AS day');
  const writer = new Writer();
  const running = await start(query(frame), writer, await temporaryFolder(t));
  stream.addData([1n, 'a,b'], [0n, 'dropped']);
  await until(() => writer.rows.length === 2, 'the first rows came');
  stream.addData([3n, 'c'], [4n, null]);
  await until(() => writer.rows.length === 3, 'the next row came');
  assert.deepEqual(running.recentProgress, []);
  await running.stop();
  const batch = new Writer();
  const once = await start(query(frame), batch, await temporaryFolder(t), { availableNow: true });
  await once.awaitTermination();
  assert.deepEqual(writer.rows, batch.rows);
  assert.equal(writer.rows.length, 3);
});

test('more rows than a planned query takes give the same, in order', async (t) => {
  const session = await openSession(t);
  const { stream, frame } = numbers(session);
  const writer = new Writer();
  stream.addData(...Array.from({ length: 25_000 }, (_, n) => [BigInt(n), null]));
  const query = await start(frame.where('n % 5 = 0').selectExpr('n + 1 AS n'), writer, await temporaryFolder(t));
  await query.processAllAvailable();
  assert.deepEqual(
    writer.rows,
    Array.from({ length: 5000 }, (_, n) => `[${n * 5 + 1}]`),
  );
  await query.stop();
});

test('an epoch is committed at each interval, with its progress; one without records is not', async (t) => {
  const { session, clock } = await openTimedSession(t);
  const { stream, frame } = numbers(session);
  const events: StreamingQueryProgress[] = [];
  session.streams.addListener({ onQueryProgress: ({ progress }) => void events.push(progress) });
  const writer = new Writer();
  const query = await start(frame, writer, await temporaryFolder(t), SECOND);
  stream.addData([1n, 'a'], [2n, 'b']);
  await until(() => writer.rows.length === 2, 'the rows came');
  clock.advance(1000);
  await until(() => events.length === 1, 'the epoch ended');
  for (let n = 0; n < 3; n += 1) {
    await until(() => clock.isWaitedFor, 'an epoch runs');
    clock.advance(1000);
  }
  stream.addData([3n, 'c']);
  await until(() => writer.rows.length === 3, 'the last row came');
  clock.advance(1000);
  await until(() => events.length === 2, 'the next epoch ended');
  assert.deepEqual(
    events.map(({ batchId, numInputRows, sources, sink }) => ({
      ...{ batchId, numInputRows, output: sink.numOutputRows },
      ...{ from: sources[0]?.startOffset, to: sources[0]?.endOffset },
    })),
    [
      { batchId: 0, numInputRows: 2, output: -1, from: null, to: 2 },
      { batchId: 1, numInputRows: 1, output: -1, from: 2, to: 3 },
    ],
  );
  assert.ok(events.every(({ durationMs }) => 'walCommit' in durationMs && 'commitOffsets' in durationMs));
  await query.stop();
  assert.deepEqual(writer.calls, ['open 0 0', 'close', 'open 0 1', 'close']);
});

test('processAllAvailable ends the epoch when all that was there has been committed', async (t) => {
  const session = await openSession(t);
  const { stream, frame } = numbers(session);
  const writer = new Writer();
  const query = await start(frame, writer, await temporaryFolder(t));
  await query.processAllAvailable();
  stream.addData([1n, 'a']);
  await query.processAllAvailable();
  assert.deepEqual(writer.calls, ['open 0 0', 'close']);
  stream.addData([2n, 'b']);
  await Promise.all([query.processAllAvailable(), query.processAllAvailable()]);
  await query.processAllAvailable();
  assert.equal(query.lastProgress?.batchId, 1);
  await query.stop();
  await query.processAllAvailable();
});

test('a stop commits what has gone out; the next run goes on behind it, in either trigger', async (t) => {
  const session = await openSession(t);
  const { stream, frame } = numbers(session);
  const [writer, checkpoint] = [new Writer(), await temporaryFolder(t)];
  const triggers = [HOUR, { availableNow: true }, HOUR, HOUR, { processingTime: '0 seconds' }];
  for (const [n, trigger] of triggers.entries()) {
    const query = await start(frame, writer, checkpoint, trigger);
    stream.addData([BigInt(n), 'x']);
    if ('availableNow' in trigger) await query.awaitTermination();
    else await until(() => writer.rows.length >= n + 1, 'the row came');
    await query.stop();
    // availableNow may have ended before the row was there.
    if ('availableNow' in trigger && writer.rows.length === n)
      await (await start(frame, writer, checkpoint, trigger)).awaitTermination();
  }
  assert.deepEqual(
    writer.rows,
    triggers.map((_, n) => `[${n},"x"]`),
  );
});

test('rows of an epoch that was not committed come again after a failure, under the same id', async (t) => {
  const session = await openSession(t);
  const { stream, frame } = numbers(session);
  const [writer, checkpoint] = [new Writer(), await temporaryFolder(t)];
  stream.addData([1n, 'a']);
  const first = await start(frame, writer, checkpoint);
  await first.processAllAvailable();
  writer.failAt = '[3,"c"]';
  stream.addData([2n, 'b'], [3n, 'c']);
  const failure = await rejectionOf(first.awaitTermination());
  assert.match(failure.message, /the writer is full/);
  assert.equal((failure.cause as { condition?: string }).condition, 'FOREACH_USER_FUNCTION_ERROR');
  writer.failAt = undefined;
  const second = await start(frame, writer, checkpoint);
  await second.processAllAvailable();
  await second.stop();
  assert.deepEqual(writer.rows, ['[1,"a"]', '[2,"b"]', '[2,"b"]', '[3,"c"]']);
  assert.deepEqual(writer.calls, ['open 0 0', 'close', 'open 0 1', 'close the writer is full', 'open 0 1', 'close']);
});

for (const phase of ['addBatch', 'walCommit', 'commitOffsets'] as const)
  for (const moment of ['before', 'after'] as const)
    for (const trigger of [HOUR, { availableNow: true }])
      test(`a run that dies ${moment} ${phase} loses nothing; ${Object.keys(trigger)[0]} goes on`, async (t) => {
        let isArmed = false;
        const phaseHook = (at: string, when: string) => {
          if (isArmed && at === phase && when === moment) throw new Error('killed');
        };
        const session = await openSession(t, { phaseHook });
        const { stream, frame } = numbers(session);
        const [writer, checkpoint] = [new Writer(), await temporaryFolder(t)];
        stream.addData([1n, 'a']);
        const first = await start(frame, writer, checkpoint);
        await first.processAllAvailable();
        isArmed = true;
        stream.addData([2n, 'b']);
        await rejectionOf(first.processAllAvailable());
        isArmed = false;
        stream.addData([3n, 'c']);
        const second = await start(frame, writer, checkpoint, trigger);
        await second.processAllAvailable();
        await second.stop();
        const isCommitted = phase === 'commitOffsets' && moment === 'after';
        assert.deepEqual(writer.rows, ['[1,"a"]', '[2,"b"]', ...(isCommitted ? [] : ['[2,"b"]']), '[3,"c"]']);
      });

test('two runs on one checkpoint: the slower one ends at its next epoch', async (t) => {
  const [one, two] = [await openSession(t), await openSession(t)];
  const checkpoint = await temporaryFolder(t);
  const runs = [];
  for (const session of [one, two]) {
    const { stream, frame } = numbers(session);
    runs.push({ stream, query: await start(frame, new Writer(), checkpoint) });
  }
  const [a, b] = runs;
  await a?.query.processAllAvailable();
  await b?.query.processAllAvailable();
  a?.stream.addData([1n, 'a']);
  b?.stream.addData([1n, 'a']);
  await a?.query.processAllAvailable();
  const failure = await rejectionOf((b as NonNullable<typeof b>).query.processAllAvailable());
  assert.equal((failure.cause as { condition?: string }).condition, 'CONCURRENT_STREAM_LOG_UPDATE');
});

test('memory shows rows before their epoch ends; console prints epochs; noop counts', async (t) => {
  const printed: string[] = [];
  const session = await openSession(t, { print: (text) => void printed.push(text) });
  const { stream, frame } = numbers(session);
  const start = (format: string) =>
    frame
      .where('n > 1')
      .writeStream.format(format as never)
      .queryName(format)
      .outputMode('update')
      .trigger(HOUR)
      .start();
  const [memory, console, noop] = [await start('memory'), await start('console'), await start('noop')];
  stream.addData([1n, 'a'], [2n, 'b']);
  const shown = async () => (await session.table('memory').collect()).map(rowText);
  while ((await shown()).length === 0);
  stream.addData([3n, 'c']);
  while ((await shown()).length < 2);
  assert.deepEqual(await shown(), ['[2,"b"]', '[3,"c"]']);
  assert.deepEqual(memory.recentProgress, []);
  for (const query of [memory, console, noop]) {
    await query.processAllAvailable();
    assert.equal(query.lastProgress?.sink.numOutputRows, 2);
    await query.stop();
  }
  assert.match(printed.join(''), /Batch: 0\n-+\n\+-+\+-+\+\n\| +n\| +s\|\n\+-+\+-+\+\n\| +2\| +b\|\n\| +3\| +c\|\n/);
});

test('rate gives each row at its time, over restarts and in either trigger', async (t) => {
  const { session, clock } = await openTimedSession(t);
  const frame = session.readStream.format('rate').option('rowsPerSecond', 4).load() as unknown as Frame;
  const [writer, checkpoint] = [new Writer(), await temporaryFolder(t)];
  const values = frame.selectExpr('value', `unix_millis(timestamp) - ${START_MS} AS ms`);
  let query = await start(values, writer, checkpoint, SECOND);
  await until(() => writer.rows.length === 1, 'the first row came');
  for (let rows = 2; rows <= 7; rows += 1) {
    await until(() => clock.isWaitedFor, 'the source waits');
    clock.advance(250);
    await until(() => writer.rows.length === rows, 'its row came');
  }
  await query.stop();
  assert.deepEqual(query.lastProgress?.sources[0]?.endOffset, { second: 1, value: '7' });
  clock.advance(1500);
  query = await start(values, writer, checkpoint, { availableNow: true });
  await query.awaitTermination();
  query = await start(values, writer, checkpoint, SECOND);
  await until(() => writer.rows.length === 13, 'the rows that were due came');
  await query.stop();
  assert.deepEqual(
    writer.rows,
    Array.from({ length: 13 }, (_, n) => `[${n},${n * 250}]`),
  );
});

test('a table in a subquery is read once, when the run starts', async (t) => {
  const session = await openSession(t);
  const { stream, frame } = numbers(session);
  frame.createOrReplaceTempView('numbers');
  const writer = new Writer();
  const above = session.sql('SELECT n FROM numbers WHERE n > (SELECT max(a) FROM VALUES (1L), (3L) AS t(a))');
  const query = await start(above as never, writer, await temporaryFolder(t));
  stream.addData([3n, null], [4n, null]);
  await query.processAllAvailable();
  stream.addData(...Array.from({ length: 300 }, () => [5n, null]));
  await query.processAllAvailable();
  assert.deepEqual(writer.rows, ['[4]', ...Array.from({ length: 300 }, () => '[5]')]);
  await query.stop();
});

async function refusal(t: TestContext, write: (frame: Frame, session: StreamSession) => Promise<unknown>) {
  const session = await openSession(t);
  const frame = session.readStream.format('rate').load() as unknown as Frame;
  const { condition, message } = await rejectionOf(write(frame, session));
  return { condition, message: message.split(/[.;]/)[0] };
}

const noop = (frame: Frame, mode = 'append') =>
  frame.writeStream
    .format('noop')
    .outputMode(mode as never)
    .trigger(SECOND)
    .start();

// As PySpark 4.3.0 refuses them.
const OPERATIONS: readonly [string, string, (frame: Frame, session: StreamSession) => Frame][] = [
  ['Aggregate', 'update', (rate) => rate.groupBy('value').count() as never],
  ['Deduplicate', 'append', (rate) => rate.dropDuplicates(['value'] as never) as never],
  ['Deduplicate', 'update', (rate) => rate.distinct() as never],
  [
    'Distinct',
    'update',
    (rate, session) => {
      rate.createOrReplaceTempView('r');
      return session.sql('SELECT DISTINCT value FROM r');
    },
  ],
  ['Union', 'append', (rate) => rate.union(rate as never) as never],
  ['LocalLimit', 'append', (rate) => rate.limit(3)],
  ['EventTimeWatermark', 'append', (rate) => rate.withWatermark('timestamp' as never, '1 second') as never],
  ['current time', 'append', (rate) => rate.selectExpr('current_timestamp() AS t') as never],
  ['current time', 'append', (rate) => rate.selectExpr('current_date() AS t') as never],
  ['current time', 'append', (rate) => rate.selectExpr('localtimestamp() AS t') as never],
  ['current time', 'append', (rate) => rate.where('timestamp < now()')],
  ['current time', 'append', (rate) => rate.selectExpr('value - unix_timestamp() AS x') as never],
];

for (const [operation, mode, build] of OPERATIONS)
  test(`${operation} operations are refused: ${build.toString().slice(0, 60)}`, async (t) => {
    assert.deepEqual(await refusal(t, (rate, session) => noop(build(rate, session), mode)), {
      condition: '_LEGACY_ERROR_TEMP_3102',
      message: `Continuous processing does not support ${operation} operations`,
    });
  });

test('joins are refused, with tables and with streams', async (t) => {
  const join = (other: string) => (rate: Frame, session: StreamSession) => {
    rate.createOrReplaceTempView('r');
    return noop(session.sql(`SELECT r.value FROM r JOIN (${other}) o ON r.value = o.value`) as never);
  };
  const condition = '_LEGACY_ERROR_TEMP_3102';
  const message = 'Continuous processing does not support Join operations';
  assert.deepEqual(await refusal(t, join('SELECT value FROM r')), { condition, message });
  assert.equal((await refusal(t, join('SELECT 1L AS value'))).condition, condition);
});

test('what a batch refuses is refused with the same words', async (t) => {
  assert.equal(
    (await refusal(t, (rate) => noop(rate, 'complete'))).condition,
    'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
  );
});

test('sinks and sources that know batches only are refused, before anything is opened', async (t) => {
  const folder = await temporaryFolder(t);
  const checkpoint = `${folder}/checkpoint`;
  const to = (frame: Frame, format: string, options = {}) =>
    frame.writeStream
      .format(format as never)
      .options({ checkpointLocation: checkpoint, ...options })
      .trigger(SECOND)
      .start();
  const unsupportedSink = (source: string) => ({
    condition: '_LEGACY_ERROR_TEMP_1195',
    message: `'${source}' is not supported with continuous trigger`,
  });
  assert.deepEqual(await refusal(t, (rate) => to(rate, 'json', { path: folder })), unsupportedSink('json'));
  assert.deepEqual(
    await refusal(t, (rate) =>
      rate.writeStream
        .foreachBatch(() => undefined)
        .trigger(SECOND)
        .start(),
    ),
    unsupportedSink('foreachBatch'),
  );
  const from = (format: string, options: object, schema?: string) => (_: Frame, session: StreamSession) => {
    const reader = session.readStream.format(format as never).options(options as never);
    return to((schema === undefined ? reader : reader.schema(schema as never)).load() as never, 'noop');
  };
  assert.deepEqual(await refusal(t, from('rate-micro-batch', { rowsPerBatch: 3 })), {
    condition: '_LEGACY_ERROR_TEMP_2253',
    message: 'Data source rate-micro-batch does not support continuous processing',
  });
  assert.deepEqual(await refusal(t, from('json', { path: folder }, 'a INT')), {
    condition: '_LEGACY_ERROR_TEMP_3102',
    message: 'Continuous processing does not support StreamingRelation operations',
  });
  const { existsSync } = await import('node:fs');
  assert.equal(existsSync(checkpoint), false);
});
