import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { deliver, undelivered } from './feeder.ts';
import { parseOptions } from './options.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-flights-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the example on its first 30,000 departures; an interrupt comes once so many files were delivered. */
async function runExample(
  interruptAfterFiles?: number,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const args = [join(import.meta.dirname, 'main.ts'), '--rows', '30000', '--seconds', '3', '--folder', folder];
  const child = spawn(process.execPath, [...process.execArgv.filter((flag) => !flag.startsWith('--test')), ...args]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  if (interruptAfterFiles !== undefined) {
    const input = join(folder, 'data', '30k', 'input');
    const staged = join(folder, 'data', '30k', 'staged');
    const manifest = join(staged, 'manifest.json');
    const until = async (isSo: () => boolean) => {
      while (!isSo()) {
        assert.equal(child.exitCode, null, output);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await until(() => exists(manifest));
    const { files } = JSON.parse(readFileSync(manifest, 'utf8')) as { files: number };
    await until(() => files - undelivered(staged, input).length >= interruptAfterFiles);
    child.kill('SIGINT');
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

function exists(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

test('an interrupted run is taken up again, agrees with the batch query, and a further run does nothing', async () => {
  const first = await runExample(5);
  assert.equal(first.code, 130, first.output);
  assert.match(first.output, /Stopped after \d+ batches/);

  const second = await runExample();
  assert.equal(second.code, 0, second.output);
  assert.match(second.output, /the query goes on where it was/);
  assert.match(second.output, /Check: one batch SQL query over the whole input gives the same numbers/);
  assert.match(second.output, /Left out: [1-9]\d* departures reported too late, 5 malformed lines/);

  const third = await runExample();
  assert.equal(third.code, 0, third.output);
  assert.match(third.output, /Nothing new/);
  const written = /Written in all: .*/;
  assert.equal(written.exec(third.output)?.[0], written.exec(second.output)?.[0]);
});

test('delivery stops between two files and goes on with the rest', async () => {
  const staged = join(folder, 'data', '30k', 'staged');
  const input = join(folder, 'delivered');
  const all = undelivered(staged, input);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  await deliver({ staged, input, durationMs: 60_000, signal: stop.signal });
  assert.ok(undelivered(staged, input).length < all.length);
  assert.ok(undelivered(staged, input).length > 0);
  await deliver({ staged, input, durationMs: 1, signal: new AbortController().signal });
  assert.deepEqual(undelivered(staged, input), []);
});

test('the command line says what is wrong with it', () => {
  assert.equal(parseOptions(['--large']).rows, 3_000_000);
  assert.throws(() => parseOptions(['--rows', '0']), /--rows 0: give a number above 0/);
  assert.throws(() => parseOptions(['--larg']), /--larg/);
});
