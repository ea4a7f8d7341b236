import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, afterEach, describe, test } from 'node:test';
import { type Cpu, installPackages } from './installed-packages.ts';

const WINDOWS = process.platform === 'win32' && 'the npm of these tests is a shell script';

describe('packages that the registry does not have', { skip: WINDOWS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-npm-'));
  const { PATH = '', MILLRACE_CACHE } = process.env;
  afterEach(() => {
    process.env['PATH'] = PATH;
    if (MILLRACE_CACHE === undefined) delete process.env['MILLRACE_CACHE'];
    else process.env['MILLRACE_CACHE'] = MILLRACE_CACHE;
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Installs with an npm that does as told; its first argument after `install --prefix` is the folder. */
  function installWith(npm: string, cpu: Cpu): void {
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
    process.env['PATH'] = `${folder}${delimiter}${PATH}`;
    process.env['MILLRACE_CACHE'] = join(folder, 'cache');
    installPackages(['@duckdb/node-api'], cpu, join(folder, 'output'));
  }

  test('a native library that npm leaves out without a word is named, and what to do', () => {
    assert.throws(() => installWith('mkdir -p "$3/node_modules/@duckdb/node-bindings"', 'arm64'), {
      condition: 'DEPLOYMENT_PACKAGES_MISSING',
      message:
        /@duckdb\/node-api@\S+ for Linux on arm64: the registry has no @duckdb\/node-bindings-linux-arm64 of this version[\s\S]*Architecture\.X86_64[\s\S]*registry/,
    });
    assert.ok(!existsSync(join(folder, 'output')), 'nothing is left behind');
  });

  test('what npm says is told', () => {
    assert.throws(() => installWith('echo "npm error code ETARGET" >&2; exit 1', 'x64'), {
      condition: 'DEPLOYMENT_PACKAGES_MISSING',
      message: /on x64: npm error code ETARGET[\s\S]*Architecture\.ARM_64/,
    });
  });
});
