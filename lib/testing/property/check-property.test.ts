import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkProperty } from './check-property.ts';

test('a failure shows the simplest value found, its cause, and how to see it again', async () => {
  const check = async (n: number) => assert.ok(n < 10, `${n} is too large`);
  await assert.rejects(checkProperty(fc.nat(1_000), check), (error: Error) => {
    assert.match(error.message, /again with MILLRACE_SEED=-?\d+ MILLRACE_RUNS=\d+\.\nCounterexample: \[10\]\n/);
    assert.match(error.message, /10 is too large/);
    return true;
  });
});

test('a property that holds is silent', () => checkProperty(fc.nat(9), async (n) => assert.ok(n < 10)));
