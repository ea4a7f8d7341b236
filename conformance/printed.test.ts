import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { listCases } from './case-list.ts';
import { printCase } from './print-case.ts';
import { SPARK_PYTHON } from './spark.ts';

/** Cases of each kind of operator. */
const PRINTED: readonly string[] = [
  '1-stateless/ansi-off',
  '3-window/day-window-kolkata',
  '5-dedup/null-event-time-in-key',
  '7-join-stream/one-watermark-interval',
];

test('printed scripts do on Spark what was recorded for their queries', { timeout: 1_800_000 }, async () => {
  const cases = listCases().filter(({ id }) => PRINTED.includes(id));
  assert.equal(cases.length, PRINTED.length);
  const printed = await Promise.all(cases.map(({ path }) => printCase(path)));
  const runner = spawn(SPARK_PYTHON, [join(import.meta.dirname, 'run-printed.py')]);
  runner.stdin.end(JSON.stringify(printed));
  const [output, errors] = await Promise.all([text(runner.stdout), text(runner.stderr)]);
  const results = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    results,
    cases.map(({ path }) => ({ path, same: true })),
    errors,
  );
});
