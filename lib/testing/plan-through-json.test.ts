import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamSession } from '../local/stream-session.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { planThroughJson } from './plan-through-json.ts';
import { addData, checkAnswer } from './stream-action.ts';
import { testStream } from './test-stream.ts';

test('queries run from a copy of their plan that has been text', async () => {
  const started: LogicalPlan[] = [];
  await using session = await StreamSession.create({
    threads: 1,
    wrapBackend: (backend) => {
      const startQuery: typeof backend.startQuery = (request, hooks) => {
        started.push(request.plan);
        return backend.startQuery(request, hooks);
      };
      return planThroughJson({ ...planThroughJson(backend), startQuery });
    },
  });
  const input = session.memoryStream('k STRING, v DECIMAL(4,2)');
  const sums = session.readStream
    .format('memory')
    .option('stream', input.name)
    .load()
    .filter('v > 0.5')
    .groupBy('k')
    .sum('v');
  await testStream(sums, 'update', [addData(input, ['a', 1.25], ['a', 2], ['b', 0.5]), checkAnswer([['a', 3.25]])]);
  assert.equal(started.length, 1);
  assert.notEqual(started[0], sums.plan);
  assert.deepEqual(started[0], sums.plan);
});
