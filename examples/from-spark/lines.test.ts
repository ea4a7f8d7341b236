import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Column, DataFrame, type StreamSession } from 'millrace';
import * as lines from './lines.ts';
import { readLines } from './read-lines.ts';
import { EVENTS } from './schemas.ts';

describe('lines that replace PySpark lines', () => {
  let folder = '';
  let session: StreamSession;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-lines-'));
    for (const name of ['events', 'payments', 'users']) await mkdir(join(folder, name));
    await writeFile(join(folder, 'users', '1.csv'), 'user,country\nann,DE\n');
    const event = { user: 'ann', amount: 12, t: '2024-03-01T12:00:00Z', tags: ['a', 'b'], payload: '{"page":"/"}' };
    await writeFile(join(folder, 'events', '1.json'), `${JSON.stringify(event)}\n`);
    session = await lines.openSession();
    const users = session.read.schema('user STRING, country STRING').option('header', true).csv(`${folder}/users`);
    users.createOrReplaceTempView('users');
  });
  after(async () => {
    await session.stop();
    await rm(folder, { recursive: true });
  });

  /** Frames among the results: those that stream can be started in one of the modes at least, the others have rows. */
  async function run(results: readonly unknown[]): Promise<void> {
    for (const result of results) {
      if (!(result instanceof DataFrame)) continue;
      if (!result.isStreaming) assert.ok((await result.count()) >= 1);
      else await startInSomeMode(result);
    }
  }

  async function startInSomeMode(frame: DataFrame<unknown>): Promise<void> {
    const reasons: string[] = [];
    for (const mode of ['append', 'update', 'complete'] as const) {
      const writer = frame.writeStream.outputMode(mode).format('noop').trigger({ availableNow: true });
      const query = await writer.start().catch((error: unknown) => reasons.push(String(error)));
      if (typeof query !== 'number') return query.awaitTermination();
    }
    assert.fail(reasons.join('\n'));
  }

  test('session', async () => run(lines.staticLines(session, folder)));
  test('readStream', async () => {
    const results = lines.readStreamLines(session, folder);
    assert.equal(results.filter((result) => result instanceof DataFrame && result.isStreaming).length, 8);
  });
  test('DataFrame', async () => run(lines.frameLines(session, folder)));
  test('windows and watermarks', async () => run(lines.windowLines(session, folder)));
  test('joins', async () => run(lines.joinLines(session, folder)));
  test('SQL', async () => run(lines.sqlLines(session, folder)));

  test('functions', () => {
    const events = session.read.schema(EVENTS).json(`${folder}/events`);
    for (const column of lines.functionLines()) {
      assert.ok(column instanceof Column);
      assert.equal(events.select(column as unknown as Column<'string', string>).columns.length, 1);
    }
  });

  test('writers are complete but for their start', () => {
    for (const writer of lines.writeStreamLines(session, folder)) assert.equal(typeof writer.start, 'function');
  });

  test('a query runs, is looked at, and ends', async () => {
    const results = await lines.queryLines(session, folder);
    assert.deepEqual(
      results.find((result) => Array.isArray(result) && typeof (result[0] as { user?: string })?.user === 'string'),
      [{ user: 'ann', total: 12n }],
    );
  });
});

test('the page has a line for whatever a Spark user writes first', () => {
  const found = readLines();
  assert.ok(found.length >= 60, `${found.length} lines`);
  for (const { spark, millrace } of found) {
    assert.ok(spark !== '' && millrace !== '' && !millrace.startsWith('//'), spark);
  }
  assert.deepEqual(
    [...new Set(found.map(({ section }) => section))],
    [
      'Session',
      'readStream',
      'DataFrame',
      'Functions',
      'Windows and watermarks',
      'Joins',
      'writeStream',
      'Queries',
      'SQL',
    ],
  );
});
