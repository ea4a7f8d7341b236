import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { SPARK_PYTHON } from '../../conformance/spark.ts';
import { readLines } from './read-lines.ts';
import { EVENTS, PAYMENTS } from './schemas.ts';

test('every PySpark line runs on PySpark', { timeout: 1_800_000 }, async () => {
  const python = spawn(SPARK_PYTHON, ['-B', join(import.meta.dirname, 'run-lines.py')]);
  python.stdin.end(JSON.stringify([readLines(), EVENTS, PAYMENTS]));
  const [output, errors] = await Promise.all([text(python.stdout), text(python.stderr)]);
  const failures = /^LINES (.*)$/m.exec(output)?.[1];
  assert.ok(failures !== undefined, errors);
  assert.deepEqual(JSON.parse(failures), []);
});
