import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backfillDefinition, STEP_FUNCTION } from './backfill-definition.ts';

const { States, StartAt } = backfillDefinition();

describe('the machine of backfills', () => {
  test('begins, steps, and steps again until a step says that it is done', () => {
    assert.equal(StartAt, 'Begin');
    assert.equal(States.Begin.Next, 'Step');
    assert.equal(States.Step.Next, 'IsDone');
    const [done, full] = States.IsDone.Choices;
    assert.deepEqual(done, { Condition: '{% $states.input.done = true %}', Next: 'Done' });
    assert.equal(full?.Next, 'GoOnInAnother');
    assert.equal(States.IsDone.Default, 'Step');
    assert.equal(States.Done.Type, 'Succeed');
  });

  test('tells each step the name of its execution, so that all have one end', () => {
    assert.deepEqual(States.Step.Arguments, {
      FunctionName: `\${${STEP_FUNCTION}}`,
      Payload: { backfill: '{% $states.context.Execution.Name %}' },
    });
  });

  test('stays below the 25,000 events of an execution, and goes on in another under a name that the step knows', () => {
    const limit = Number(/\$steps >= (\d+)/.exec(States.IsDone.Choices[1]?.Condition ?? '')?.[1]);
    // Entered, scheduled, started, succeeded, exited; choice entered and exited.
    assert.ok(limit * 7 < 25_000 && limit > 1000, String(limit));
    assert.match(States.GoOnInAnother.Arguments.Name, /-part-/);
  });

  test('tries again what may pass, at random times and not for ever', () => {
    for (const { JitterStrategy, MaxAttempts, BackoffRate } of States.Step.Retry) {
      assert.equal(JitterStrategy, 'FULL');
      assert.ok(MaxAttempts >= 4 && BackoffRate > 1);
    }
    assert.ok(States.Step.Retry[0]?.ErrorEquals.includes('Lambda.TooManyRequestsException'));
  });

  test('leads every state to one that there is', () => {
    const names = Object.keys(States);
    for (const [name, state] of Object.entries(States)) {
      const text = JSON.stringify(state);
      for (const [, next = ''] of text.matchAll(/"(?:Next|Default)":"(\w+)"/g))
        assert.ok(names.includes(next), `${name} → ${next}`);
    }
  });
});
