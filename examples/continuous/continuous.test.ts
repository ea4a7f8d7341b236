import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamSession } from 'millrace';
import { followRate } from './continuous.ts';

test('numbers are written with their squares, in order', async () => {
  await using session = await StreamSession.create();
  const lines: string[] = [];
  const first = Promise.withResolvers<void>();
  const query = await followRate(session, (line) => {
    lines.push(line);
    if (lines.length === 3) first.resolve();
  });
  await first.promise;
  await query.stop();
  assert.deepEqual(lines.slice(0, 3), ['0 0', '2 4', '4 16']);
});
