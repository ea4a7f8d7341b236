import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { listCases } from './case-list.ts';
import { SPARK_PYTHON } from './spark.ts';

/** One case of each group, and not the ones that wait for whole seconds. */
function sample(): string[] {
  const groups = new Map(listCases().map(({ group, path }) => [group, path]));
  return [...groups.values()];
}

test('Spark still answers as recorded', { timeout: 1_800_000 }, async () => {
  const files = sample();
  const recorder = spawn(SPARK_PYTHON, [join(import.meta.dirname, 'record.py'), '--check', ...files]);
  const [output, errors] = await Promise.all([text(recorder.stdout), text(recorder.stderr)]);
  const lines = output.trim().split('\n');
  assert.deepEqual(
    lines,
    files.map((file) => `same   ${file}`),
    errors,
  );
});
