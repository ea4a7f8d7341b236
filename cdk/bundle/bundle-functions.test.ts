import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fixtureQuery } from '../query/deployed-query.fixture.ts';
import { checkAssetSize } from './asset-size.ts';
import { type BundleRequest, bundleFunctions, MANIFEST_FILE } from './bundle-functions.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-bundle-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let bundles = 0;

function bundle(request: Partial<BundleRequest>): string {
  const output = join(folder, `bundle-${bundles++}`);
  mkdirSync(output);
  const query = fixtureQuery();
  bundleFunctions(
    { handlers: ['check'], entry: import.meta.filename, query, cpu: 'x64', packages: [], withModule: true, ...request },
    output,
  );
  return output;
}

const textOf = (output: string): string =>
  readdirSync(output, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mjs') && !name.startsWith('node_modules'))
    .map((name) => readFileSync(join(output, name), 'utf8'))
    .join('\n');

describe('a bundle', () => {
  test('holds the handlers and the manifest, and runs without the project', () => {
    const output = bundle({});
    assert.deepEqual(
      readdirSync(output)
        .filter((name) => name !== 'chunks')
        .sort(),
      ['check.mjs', MANIFEST_FILE],
    );
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['-e', "import('./check.mjs').then(({ handler }) => console.log(typeof handler))"],
      {
        cwd: output,
        encoding: 'utf8',
        env: {},
      },
    );
    assert.equal(stdout.trim(), 'function', stderr);
  });

  test('of the check has no database, no parser and little of anything', () => {
    const output = bundle({});
    assert.doesNotMatch(textOf(output), /from ?["']@duckdb\/node-api["']/);
    assert.ok(Buffer.byteLength(textOf(output)) < 2_000_000);
  });

  test('is the same for the same query, so that nothing is deployed again', () => {
    assert.equal(textOf(bundle({})), textOf(bundle({})));
  });

  test('of more than Lambda takes is refused with what is large in it', () => {
    const output = join(folder, 'large');
    mkdirSync(join(output, 'data'), { recursive: true });
    writeFileSync(join(output, 'data', 'cities.bin'), Buffer.alloc(3 * 2 ** 20));
    checkAssetSize(output, 'clicks', 'clicks.ts', 3 * 2 ** 20);
    assert.throws(() => checkAssetSize(output, 'clicks', 'clicks.ts', 2 ** 20), {
      condition: 'UNSUPPORTED_DEPLOYMENT.ASSET_TOO_LARGE',
      message: /take 3 MB unzipped, and Lambda allows 1 MB[\s\S]*data 3 MB[\s\S]*clicks\.ts/,
    });
  });
});

describe('packages that are installed for Lambda', () => {
  test('are those of its processor, whatever machine this is', { skip: offline() }, () => {
    const output = bundle({ packages: ['@duckdb/node-api'], cpu: 'x64' });
    assert.ok(existsSync(join(output, 'node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so')));
    checkAssetSize(output, 'clicks', 'clicks.ts');
  });
});

/** Where npm does not reach its registry, and has not installed the packages before, there is nothing to look at. */
function offline(): string | false {
  const { status } = spawnSync('npm', ['view', '@duckdb/node-api', 'name'], { encoding: 'utf8', timeout: 30_000 });
  return status === 0 ? false : 'npm does not reach its registry';
}
