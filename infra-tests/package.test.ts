import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';

const ROOT = dirname(import.meta.dirname);
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

const QUERY = `
import { count, StreamSession } from 'millrace';
await using session = await StreamSession.create();
const clicks = session.createDataFrame([{ user: 'a' }, { user: 'b' }, { user: 'a' }], 'user STRING');
const rows = await clicks.groupBy('user').agg(count('*').as('n')).orderBy('user').collect();
console.log(rows.map(({ user, n }) => user + n).join());
`;

const TYPED = `
import { count, defineQuery, StreamSession, sum } from 'millrace';
import { createManifest, type KinesisEvent, kinesisHandler, type LambdaHandler, QueryRuntime, type BatchResponse } from 'millrace/lambda';
export const handler: LambdaHandler<KinesisEvent, BatchResponse> = kinesisHandler(new QueryRuntime({ checkpoint: '/c' }));
export const manifest = createManifest(defineQuery('q', (session) => session.readStream.format('rate').load().writeStream.format('noop')));
export async function totals(session: StreamSession): Promise<readonly { readonly user: string | null; readonly n: bigint }[]> {
  const clicks = session.read.schema('user STRING, amount DOUBLE').json('/in');
  // @ts-expect-error: there is no such column
  clicks.select('usr');
  // @ts-expect-error: a text cannot be summed up
  clicks.agg(sum('user'));
  return clicks.groupBy('user').agg(count('*').as('n')).select('user', 'n').collect();
}
`;

const DEPLOYED = `
import { defineQuery, udf } from 'millrace';
const loud = udf('loud', { args: ['STRING'], returns: 'STRING' }, (text) => text?.toUpperCase() ?? null);
export default defineQuery('loud', (session) =>
  session.readStream.format('kinesis').option('streamName', 'words').schema('word STRING').load()
    .select(loud('word').as('word'))
    .writeStream.format('parquet').option('path', 's3://loud/words'));
`;

const APP = `
import { App, Stack } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { StreamingQuery } from 'millrace/cdk';
const app = new App({ outdir: 'cdk.out' });
new StreamingQuery(new Stack(app, 'Loud'), 'Query', { entry: 'loud.ts', architecture: Architecture.X86_64 });
app.synth();
`;

const DEFINITION = `
import { defineQuery } from 'millrace';
export default defineQuery('users', (session) =>
  session.readStream.schema('user STRING').json('in')
    .writeStream.format('console').option('checkpointLocation', 'checkpoints/users').trigger({ availableNow: true }));
`;

const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
  },
  files: ['typed.ts'],
};

describe('the published package', () => {
  const project = mkdtempSync(join(tmpdir(), 'millrace-package-'));
  after(() => rmSync(project, { recursive: true, force: true }));

  function run(program: string, args: readonly string[], cwd = project): string {
    // Without the settings of the npm that runs the tests, which belong to this folder.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_)/.test(name) || name === 'NODE_EXTRA_CA_CERTS'),
    );
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
    assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}\n${stderr}`);
    return stdout;
  }

  before(() => {
    run('npm', ['pack', '--silent', '--pack-destination', project], ROOT);
    const tarball = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
    run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', join(project, tarball)]);
  });

  test('holds the compiled library and its papers, and no tests or sources', () => {
    const installed = join(project, 'node_modules', 'millrace');
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
      (name) => !name.startsWith('node_modules'),
    );
    for (const name of [
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'package.json',
      join('dist', 'lib', 'index.js'),
      join('dist', 'lib', 'index.d.ts'),
      join('dist', 'cdk', 'index.js'),
      join('dist', 'functions', 'kinesis.js'),
      join('dist', 'lib', 'cli', 'main.js'),
    ]) {
      assert.ok(files.includes(name), `${name} is missing`);
    }
    assert.deepEqual(
      files.filter((name) => /\.test|(?<!\.d)\.ts$/.test(name)),
      [],
    );
    assert.ok(!existsSync(join(installed, 'lib')));
  });

  test('has behind every link of its papers what the link says', () => {
    const installed = join(project, 'node_modules', 'millrace');
    const papers = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.md') && !name.startsWith('node_modules'),
    );
    assert.ok(papers.length > 20);
    const broken = papers.flatMap((paper) => {
      const text = readFileSync(join(installed, paper), 'utf8');
      const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
      const local = targets.filter((target) => !/^[a-z]+:/.test(target));
      return local
        .filter((target) => !existsSync(join(installed, dirname(paper), target)))
        .map((t) => `${paper}: ${t}`);
    });
    assert.deepEqual(broken, []);
  });

  test('runs a query from plain JavaScript', () => {
    writeFileSync(join(project, 'query.js'), QUERY);
    assert.equal(run(process.execPath, ['query.js']).trim(), 'a2,b1');
  });

  test('deploys a query by its construct: bundles hold handlers, the query and the native library', () => {
    for (const peer of ['aws-cdk-lib', 'constructs', 'esbuild'])
      symlinkSync(join(ROOT, 'node_modules', peer), join(project, 'node_modules', peer));
    writeFileSync(join(project, 'loud.ts'), DEPLOYED);
    writeFileSync(join(project, 'app.js'), APP);
    run(process.execPath, ['app.js']);
    const assets = readdirSync(join(project, 'cdk.out')).filter((name) => name.startsWith('asset.'));
    const files = assets.map((name) => readdirSync(join(project, 'cdk.out', name)));
    assert.deepEqual(files.map((names) => names.includes('kinesis.mjs')).sort(), [false, true]);
    const [functions = ''] = assets.filter((_, i) => files[i]?.includes('kinesis.mjs'));
    assert.ok(existsSync(join(project, 'cdk.out', functions, 'node_modules/@duckdb/node-bindings-linux-x64')));
    const load = "const { handler } = await import('./kinesis.mjs'); console.log(typeof handler);";
    const handler = run(process.execPath, ['--input-type=module', '-e', load], join(project, 'cdk.out', functions));
    assert.equal(handler.trim(), 'function');
  });

  test('has a program that runs a query and looks at it', () => {
    mkdirSync(join(project, 'in'));
    writeFileSync(join(project, 'in', '1.json'), '{"user":"ann"}\n');
    writeFileSync(join(project, 'users.ts'), DEFINITION);
    const program = join(project, 'node_modules', '.bin', 'millrace');
    // By this Node: the one on the PATH may be older.
    const millrace = (...args: string[]) => run(process.execPath, [realpathSync(program), ...args]);
    assert.match(millrace('--help'), /^Usage: millrace/);
    assert.match(millrace('run', 'users.ts'), /\| ann\|/);
    assert.match(millrace('ls', 'checkpoints'), /users +started +0/);
    assert.match(millrace('checkpoint', 'verify', 'checkpoints/users'), /^Whole after batch 0/);
  });

  test('has types that know the columns', () => {
    writeFileSync(join(project, 'typed.ts'), TYPED);
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    run(process.execPath, [TSC, '-p', '.']);
  });
});
