import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { createManifest, type DeployableQuery } from './query-manifest.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The user's file: a windowed count with a function of the user, over files of this machine. */
const ENTRY = `
import { col, count, defineQuery, udf, window } from 'millrace';
const loud = udf('loud', { args: ['STRING'], returns: 'STRING' }, (s) => s?.toUpperCase() ?? null);
export default defineQuery('loud-users', (session) =>
  session.readStream.schema('user STRING, t TIMESTAMP').json(process.env.INPUT)
    .filter("user <> 'nobody'")
    .withWatermark('t', '5 seconds')
    .groupBy(window('t', '10 seconds'), loud('user').as('name'))
    .agg(count('*').as('n'))
    .writeStream.format('json').option('path', process.env.OUTPUT).trigger({ availableNow: true }));
`;

/** Runs a handler as Lambda does and prints its answers, and the files of node_modules that were loaded. */
const CALLER = `
import { registerHooks } from 'node:module';
const loaded = new Set();
registerHooks({ load(url, context, next) { loaded.add(url); return next(url, context); } });
const [file, ...events] = process.argv.slice(2);
const { handler } = await import(file);
const answers = [];
for (const event of events)
  answers.push(await handler(JSON.parse(event), { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60000 }));
process.stderr.write(JSON.stringify({ answers, loaded: [...loaded] }));
`;

/** What handlers answer, as far as it is looked at. */
interface Answer {
  readonly done: boolean;
  readonly batchId: number | null;
  readonly numInputRows: number;
  readonly asOf: string;
  readonly desired: { readonly state: string };
  readonly progress: readonly unknown[];
}

describe('the bundle of a deployed query', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bundle-test-'));
  const [input, output, bundle] = ['in', 'out', 'bundle'].map((name) => join(folder, name)) as [string, string, string];
  after(() => rmSync(folder, { recursive: true, force: true }));
  let inputs: readonly string[] = [];
  /** Parts of the bundle that clients of AWS and the tracer begin with. */
  let lazyClients: readonly string[] = [];
  let tracers: readonly string[] = [];

  before(async () => {
    for (const path of [input, bundle]) mkdirSync(path);
    const entry = join(folder, 'query.ts');
    writeFileSync(entry, ENTRY);
    const options = {
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      outExtension: { '.js': '.mjs' },
    } as const;
    const alias = { millrace: join(ROOT, 'lib/index.ts'), 'millrace-query': entry };
    const result = await build({
      ...options,
      entryPoints: ['kinesis', 's3', 'tick', 'step', 'manage'].map((name) => join(ROOT, 'functions', `${name}.ts`)),
      outdir: bundle,
      splitting: true,
      external: ['@duckdb/node-api', '@polyglot-sql/sdk', '@platformatic/kafka'],
      alias,
      metafile: true,
      banner: {
        js: "import { createRequire as requireOf } from 'node:module';const require = requireOf(import.meta.url);",
      },
    });
    inputs = Object.keys(result.metafile.inputs);
    lazyClients = Object.entries(result.metafile.outputs)
      .filter(([, { entryPoint = '' }]) => /node_modules\/(@aws-sdk|@aws-lambda-powertools\/tracer)/.test(entryPoint))
      .map(([name]) => basename(name));
    tracers = Object.entries(result.metafile.outputs)
      .filter(([, { entryPoint = '' }]) => entryPoint.includes('@aws-lambda-powertools/tracer'))
      .map(([name]) => basename(name));
    // Packages that are not bundled are found from the project's folder.
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const { symlinkSync } = await import('node:fs');
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    process.env['INPUT'] = input;
    process.env['OUTPUT'] = output;
    const compiled = join(folder, 'query.mjs');
    await build({ ...options, entryPoints: [entry], outfile: compiled, external: ['millrace'] });
    writeFileSync(
      compiled,
      readFileSync(compiled, 'utf8').replace(
        '"millrace"',
        JSON.stringify(pathToFileURL(join(ROOT, 'lib/index.ts')).href),
      ),
    );
    const { default: query } = (await import(pathToFileURL(compiled).href)) as { readonly default: DeployableQuery };
    writeFileSync(join(bundle, 'query-manifest.json'), JSON.stringify(await createManifest(query)));
    writeFileSync(join(folder, 'caller.mjs'), CALLER);
  });

  const call = (handler: string, ...events: readonly object[]) => callWith({}, handler, ...events);

  function callWith(environment: Readonly<Record<string, string>>, handler: string, ...events: readonly object[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        join(folder, 'caller.mjs'),
        pathToFileURL(join(bundle, `${handler}.mjs`)).href,
        ...events.map((e) => JSON.stringify(e)),
      ],
      {
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'] ?? '',
          INPUT: input,
          OUTPUT: output,
          TMPDIR: folder,
          LAMBDA_TASK_ROOT: bundle,
          MILLRACE_MANIFEST: 'query-manifest.json',
          MILLRACE_CHECKPOINT: join(folder, 'checkpoint'),
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
          AWS_REGION: 'eu-west-1',
          ...environment,
        },
      },
    );
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    const { answers, loaded } = JSON.parse(stderr) as {
      readonly answers: readonly Answer[];
      readonly loaded: string[];
    };
    const logs = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    return { answers, loaded, logs };
  }

  const rows = (): readonly string[] =>
    readdirSync(output, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => readFileSync(join(output, name), 'utf8').trim().split('\n'))
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .map(({ name, n }) => `${name} ${n}`)
      .sort();

  test('does not contain the SQL parser, DuckDB, or clients of Kafka', () => {
    const banned = /node_modules\/(@polyglot-sql|@duckdb|@platformatic)/;
    assert.deepEqual(
      inputs.filter((name) => banned.test(name)),
      [],
    );
  });

  test('runs a backfill step by step, each in a process of its own, without parser and unused clients', () => {
    const click = (user: string, second: number) => JSON.stringify({ user, t: new Date(1.7e12 + second * 1000) });
    writeFileSync(join(input, 'a.json'), [click('ann', 1), click('ann', 2), click('nobody', 2)].join('\n'));
    writeFileSync(join(input, 'b.json'), click('bob', 60));
    const first = call('step', { backfill: 'run-1' });
    assert.deepEqual(
      [first.answers[0]?.done, first.answers[0]?.batchId, first.answers[0]?.numInputRows],
      [false, 0, 4],
    );
    assert.ok(lazyClients.length >= 4, 'clients are parts of their own');
    const isUnwanted = (url: string) => /@polyglot-sql|@platformatic/.test(url) || lazyClients.includes(basename(url));
    assert.deepEqual(first.loaded.filter(isUnwanted), []);
    assert.ok(first.loaded.some((url) => url.includes('@duckdb')));
    writeFileSync(join(input, 'c.json'), click('cid', 300));
    const [second, third] = call('step', { backfill: 'run-1' }, { backfill: 'run-1-part-2' }).answers;
    assert.deepEqual([second?.done, second?.batchId, second?.numInputRows], [true, 1, 0]);
    assert.deepEqual([third?.done, third?.batchId], [true, null], 'the end of the backfill is that of its first step');
    assert.equal(third?.asOf, first.answers[0]?.asOf);
    assert.deepEqual(rows(), ['ANN 2']);
    assert.equal(call('step', { backfill: 'run-2' }).answers[0]?.numInputRows, 1);
  });

  test('logs each batch and its metrics as lines of JSON', () => {
    writeFileSync(join(input, 'd.json'), JSON.stringify({ user: 'dan', t: new Date(1.7e12 + 400_000) }));
    const { logs, answers } = call('tick', {});
    assert.equal(answers[0]?.numInputRows, 1);
    const batch = logs.find(({ message }) => message === 'batch');
    assert.deepEqual([batch.query, batch.level, batch.function_request_id], ['loud-users', 'INFO', 'request-1']);
    assert.equal(typeof batch.batchId, 'number');
    const metrics = logs.find((line) => line._aws !== undefined);
    const [definition] = metrics._aws.CloudWatchMetrics;
    assert.deepEqual(
      [definition.Namespace, definition.Dimensions, metrics.service],
      ['Millrace', [['service']], 'loud-users'],
    );
    assert.deepEqual(definition.Metrics.map(({ Name }: { Name: string }) => Name).sort(), [
      'BatchFailures',
      'BatchTimeMs',
      'InputRows',
      'LateRows',
      'ProcessedRows',
      'QuarantinedRows',
      'StateBytes',
      'StateRows',
      'WatermarkLagMs',
    ]);
    assert.deepEqual([metrics.InputRows].flat()[0], 1);
  });

  test('loads the tracer for an invocation that is traced', () => {
    const isTracer = (url: string) => tracers.includes(basename(url));
    assert.ok(tracers.length > 0);
    assert.equal(call('manage', { action: 'status' }).loaded.some(isTracer), false);
    const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    assert.equal(callWith({ _X_AMZN_TRACE_ID: trace }, 'manage', { action: 'status' }).loaded.some(isTracer), true);
  });

  test('manages the query without opening DuckDB', () => {
    const { answers, loaded } = call('manage', { action: 'status' }, { action: 'progress', limit: 1 });
    assert.equal(answers[0]?.desired.state, 'running');
    assert.equal(answers[1]?.progress.length, 1);
    assert.deepEqual(
      loaded.filter((url) => url.endsWith('.node')),
      [],
    );
  });
});
