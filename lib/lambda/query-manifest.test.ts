import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { col, count, defineQuery, udf, window } from '../index.ts';
import { planFromJson, planToJson } from '../plan/plan-json.ts';
import type { Json } from '../util/json.ts';
import { createManifest, needsModule, readManifest } from './query-manifest.ts';
import { recordedParser } from './recorded-sql.ts';

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'millrace-manifest-test-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

const windows = (input: string) =>
  defineQuery('clicks', (session) =>
    session.readStream
      .schema('user STRING, t TIMESTAMP')
      .json(input)
      .withWatermark('t', '1 minute')
      .groupBy(window('t', '5 minutes'))
      .agg(count('*').as('n'))
      .writeStream.format('parquet')
      .option('path', '/out')
      .option('checkpointLocation', '/checkpoint')
      .trigger({ processingTime: '30 seconds' }),
  );

test('a manifest has all that a function needs, as JSON', async (t) => {
  const manifest = await createManifest(windows(await folder(t)));
  const read = readManifest(JSON.stringify(manifest));
  assert.deepEqual(read, manifest);
  assert.equal(needsModule(read), false);
  assert.deepEqual(
    { ...read, plan: null, operators: null, fingerprint: null },
    {
      formatVersion: 1,
      name: 'clicks',
      plan: null,
      outputMode: 'append',
      sink: { format: 'parquet', options: { path: '/out' }, partitionBy: [] },
      trigger: { kind: 'processingTime', intervalMs: 30_000 },
      conf: { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.streaming.multipleWatermarkPolicy': 'min' },
      userFunctions: [],
      usesForeach: false,
      usesForeachBatch: false,
      sql: { queries: {}, expressions: {} },
      fingerprint: null,
      operators: null,
    },
  );
  assert.match(read.fingerprint, /^[0-9a-f]{64}$/);
  assert.deepEqual(
    read.operators.map(({ operatorName, tables }) => [operatorName, tables.flatMap((table) => table.keyColumns)]),
    [['stateStoreSave', read.operators[0]?.tables[0]?.keyColumns]],
  );
  assert.deepEqual(planToJson(planFromJson(read.plan)), read.plan);
});

test('settings of the session are part of it, and the same query gives the same manifest', async (t) => {
  const definition = windows(await folder(t));
  const conf = { 'spark.sql.session.timeZone': 'Europe/Berlin', 'spark.sql.ansi.enabled': false };
  const manifest = await createManifest(definition, { conf });
  assert.equal(manifest.conf['spark.sql.session.timeZone'], 'Europe/Berlin');
  assert.equal(manifest.conf['spark.sql.ansi.enabled'], 'false');
  assert.deepEqual(await createManifest(definition, { conf }), manifest);
});

test('user functions that the plan calls are named with their types, and the texts of the query are kept as parsed', async (t) => {
  const input = await folder(t);
  const domain = udf('domain', { args: ['STRING'], returns: 'STRING' }, (email) => email?.split('@')[1] ?? null);
  const manifest = await createManifest(
    defineQuery('domains', (session) => {
      session.udf.register('unused', { args: ['INT'], returns: 'INT' }, (n) => n);
      session.udf.register('Loud', { args: ['STRING'], returns: 'STRING' }, (s) => s?.toUpperCase() ?? null);
      const mails = session.readStream.schema('email STRING').json(input).filter("email LIKE '%@%'");
      mails.select(domain('email').as('domain')).createOrReplaceTempView('domains');
      return session.sql('SELECT loud(domain) AS d FROM domains').writeStream.format('json').option('path', '/out');
    }),
  );
  assert.deepEqual(manifest.userFunctions, [
    { name: 'domain', argumentTypes: ['string'], returnType: 'string' },
    { name: 'loud', argumentTypes: ['string'], returnType: 'string' },
  ]);
  assert.equal(needsModule(manifest), true);
  const parser = recordedParser(readManifest(JSON.stringify(manifest)).sql);
  assert.equal(parser.parseExpression("email LIKE '%@%'").kind, 'Call');
  assert.equal(parser.parseQuery('SELECT loud(domain) AS d FROM domains').kind, 'Project');
  assert.throws(() => parser.parseExpression('email'), { condition: 'SQL_TEXT_NOT_IN_MANIFEST' });
});

test('texts that callbacks use are parsed where they are named', async (t) => {
  const input = await folder(t);
  const definition = defineQuery('each', (session) =>
    session.readStream
      .schema('k STRING')
      .json(input)
      .select(col('k'))
      .writeStream.foreachBatch(() => undefined),
  );
  const manifest = await createManifest(definition, { sql: ["k = 'a'", 'SELECT 1'] });
  assert.deepEqual([manifest.usesForeachBatch, manifest.sink.format], [true, 'foreachBatch']);
  assert.deepEqual(
    [Object.keys(manifest.sql.expressions), Object.keys(manifest.sql.queries)],
    [["k = 'a'"], ['SELECT 1']],
  );
});

test('a query that cannot run as a stream has no manifest', async (t) => {
  const input = await folder(t);
  const definition = defineQuery('sorted', (session) =>
    session.readStream.schema('k STRING').json(input).orderBy('k').writeStream.format('json').option('path', '/out'),
  );
  await assert.rejects(createManifest(definition), { condition: '_LEGACY_ERROR_TEMP_3102' });
});

test('a manifest that cannot be read says why', () => {
  const cases: readonly (readonly [Json | string, RegExp])[] = [
    ['{', /not valid JSON/],
    ['[]', /not a JSON object/],
    [{}, /no formatVersion/],
    [{ formatVersion: 2 }, /its format version is 2, and this library reads 1 at most/],
    [{ formatVersion: 1 }, /it has no name/],
  ];
  for (const [json, message] of cases)
    assert.throws(() => readManifest(json, 'm.json'), { condition: 'QUERY_MANIFEST_UNREADABLE', message });
});
