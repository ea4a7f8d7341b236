import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { MillraceError } from '../errors/index.ts';
import { frameOf, openSession, rejectionOf, temporaryFolder } from './query.fixture.ts';
import { ALLOW_CHANGES_SETTING } from './query-identity.ts';

const at = (second: number): string => new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();

interface Version {
  readonly sql: string;
  readonly outputMode?: OutputMode;
}

/** Runs one version of a query on a checkpoint, then another; gives the refusal of the second, or undefined. */
async function change(t: TestContext, before: Version, after: Version, allow = ''): Promise<MillraceError | undefined> {
  const session = await openSession(t, { conf: { [ALLOW_CHANGES_SETTING]: allow } });
  const checkpoint = await temporaryFolder(t);
  for (const name of ['clicks', 'views']) {
    const stream = session.memoryStream('k STRING, n INT, t TIMESTAMP', name);
    stream.addData(['a', 1, at(1)], ['b', 2, at(30)]);
    frameOf(session, stream).withWatermark('t', '5 seconds').createOrReplaceTempView(name);
  }
  const run = async ({ sql, outputMode = 'append' }: Version) => {
    const query = await session
      .sql(sql)
      .writeStream.outputMode(outputMode)
      .format('noop')
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
  };
  await run(before);
  return run(after).then(
    () => undefined,
    (error: MillraceError) => error,
  );
}

const windowed = (aggregate: string, keys = "window(t, '10 seconds')", from = 'clicks'): Version => ({
  sql: `SELECT ${aggregate} AS result FROM ${from} GROUP BY ${keys}`,
});

const refused: readonly {
  readonly change: string;
  readonly before: Version;
  readonly after: Version;
  readonly condition: string;
  /** In this order in the message: what changed, from what, to what, what to do. */
  readonly says: readonly RegExp[];
}[] = [
  {
    change: 'another grouping key',
    before: windowed('count(*)'),
    after: windowed('count(*)', "window(t, '10 seconds'), k"),
    condition: 'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE',
    says: [/Existing key_schema=window STRUCT</, /new key_schema=window STRUCT<.*, k STRING/, /Undo the change/],
  },
  {
    change: 'a grouping key of another type',
    before: windowed('count(*)', 't, k'),
    after: windowed('count(*)', 't, n'),
    condition: 'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE',
    says: [/k STRING/, /n INT/, /new checkpoint location/],
  },
  {
    change: 'another aggregate',
    before: windowed('count(*)'),
    after: windowed('sum(n)'),
    condition: 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE',
    says: [/Existing value_schema=count\(1\)/, /new value_schema=sum\(n\)/, /Undo the change of the aggregates/],
  },
  {
    change: 'one more aggregate',
    before: windowed('count(*)'),
    after: windowed('count(*) + sum(n)'),
    condition: 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE',
    says: [/Existing value_schema=count\(1\)/, /new value_schema=count\(1\), sum\(n\)/],
  },
  {
    change: 'another window',
    before: windowed('count(*)'),
    after: windowed('count(*)', "window(t, '20 seconds')"),
    condition: 'INCOMPATIBLE_QUERY_CHANGE',
    says: [
      /time windows was \[window\(10 seconds\)\], and is now \[window\(20 seconds\)\]/,
      /allowIncompatibleChanges/,
    ],
  },
  {
    change: 'another output mode',
    before: windowed('count(*)'),
    after: { ...windowed('count(*)'), outputMode: 'update' },
    condition: 'INCOMPATIBLE_QUERY_CHANGE',
    says: [/output mode was \[append\], and is now \[update\]/, /"outputMode"/],
  },
  {
    change: 'one more source',
    before: { sql: 'SELECT k FROM clicks' },
    after: { sql: 'SELECT k FROM clicks UNION ALL SELECT k FROM views' },
    condition: 'STREAMING_SOURCE_COUNT_CHANGED',
    says: [/\[1\] sources in the checkpoint offsets and now there are \[2\]/, /new checkpoint location/],
  },
  {
    change: 'state where there was none',
    before: { sql: 'SELECT k FROM clicks' },
    after: windowed('count(*)'),
    condition: 'STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY',
    says: [/stateStoreSave/, /Remove the stateful operators/],
  },
  {
    change: 'another operator',
    before: windowed('count(*)'),
    after: { sql: 'SELECT c.k FROM clicks c JOIN clicks d ON c.k = d.k AND c.t = d.t' },
    condition: 'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA',
    says: [/in the metadata: \[.*stateStoreSave.*\]/, /in current batch: \[.*symmetricHashJoin.*\]/],
  },
];

for (const { change: what, before, after, condition, says } of refused)
  test(`refused: ${what}`, async (t) => {
    const refusal = await change(t, before, after);
    assert.equal(refusal?.condition, condition);
    let rest = refusal?.message ?? '';
    for (const pattern of says) {
      const match = pattern.exec(rest);
      assert.ok(match, `${pattern} in ${rest}`);
      rest = rest.slice(match.index);
    }
  });

test('a window or an output mode may change where the setting names it', async (t) => {
  const size = windowed('count(*)', "window(t, '20 seconds')");
  const mode: Version = { ...windowed('count(*)'), outputMode: 'update' };
  assert.equal(await change(t, windowed('count(*)'), size, 'window'), undefined);
  assert.equal(await change(t, windowed('count(*)'), mode, 'window, outputMode'), undefined);
  assert.equal((await change(t, windowed('count(*)'), size, 'outputMode'))?.condition, 'INCOMPATIBLE_QUERY_CHANGE');
  const keys = windowed('count(*)', "window(t, '10 seconds'), k");
  const refusal = await change(t, windowed('count(*)'), keys, 'window,outputMode');
  assert.equal(refusal?.condition, 'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE');
});

test('filters, names and columns may change', async (t) => {
  const before = windowed('count(*)', "window(t, '10 seconds'), k");
  const after: Version = {
    sql: "SELECT upper(key) AS name, n + 1 AS more FROM (SELECT k AS key, window, count(*) AS n FROM clicks WHERE n > 0 GROUP BY window(t, '10 seconds'), k)",
  };
  assert.equal(await change(t, before, after), undefined);
});

test('a refused start leaves the checkpoint as it was', async (t) => {
  const session = await openSession(t);
  const checkpoint = await temporaryFolder(t);
  const stream = session.memoryStream('k STRING, n INT');
  stream.addData(['a', 1]);
  const start = (by: string) =>
    frameOf(session, stream)
      .groupBy(by)
      .count()
      .writeStream.outputMode('update')
      .format('noop')
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start();
  await (await start('k')).awaitTermination();
  const before = await contentOf(checkpoint);
  stream.addData(['b', 2]);
  assert.equal((await rejectionOf(start('n'))).condition, 'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE');
  assert.deepEqual(await contentOf(checkpoint), before);
});

/** Every file of a folder with its content. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(paths.sort().map(async (path) => [path, await readFile(path, 'hex')])));
}
