import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../util/clock.ts';
import { persist } from './persist.ts';

const network = (text: string) => Object.assign(new Error(text), { code: 'PLT_KFK_NETWORK', canRetry: true });
const final = Object.assign(new Error('no'), { code: 'PLT_KFK_AUTHENTICATION', canRetry: false });

function trying(outcomes: readonly (Error | string)[]) {
  const [clock, over] = [new ManualClock(), new AbortController()];
  let tries = 0;
  const operation = async () => {
    const outcome = outcomes[Math.min(tries, outcomes.length - 1)];
    tries += 1;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const result = persist(operation, { clock, timeoutMs: 1000, backoffMs: 300, signal: over.signal });
  result.catch(() => undefined);
  const pass = async (ms: number) => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    clock.advance(ms);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { result, pass, over, tries: () => tries };
}

test('what fails in passing is tried again after a while', async () => {
  const { result, pass, tries } = trying([network('a'), new AggregateError([network('b')], 'several'), 'done']);
  await pass(299);
  assert.equal(tries(), 1);
  await pass(1);
  await pass(300);
  assert.equal(await result, 'done');
  assert.equal(tries(), 3);
});

test('a final error is thrown at once, another one when the time is over', async () => {
  await assert.rejects(trying([final]).result, final);
  await assert.rejects(trying([new AggregateError([network('a'), final], 'several')]).result, { message: 'several' });
  await assert.rejects(trying([new TypeError('a bug')]).result, { message: 'a bug' });
  const { result, pass, tries } = trying([network('away')]);
  for (let turn = 0; turn < 5; turn += 1) await pass(300);
  await assert.rejects(result, { message: 'away' });
  assert.equal(tries(), 4);
});

test('a wait ends when the query is stopped, and so does what hangs', async () => {
  const { result, pass, over } = trying([network('away')]);
  await pass(100);
  over.abort();
  await assert.rejects(result, { condition: 'WAIT_INTERRUPTED' });
  const hanging = new AbortController();
  const how = { clock: new ManualClock(), timeoutMs: 1000, backoffMs: 1, signal: hanging.signal };
  const hung = persist(() => new Promise<never>(() => undefined), how);
  hanging.abort();
  await assert.rejects(hung, { condition: 'WAIT_INTERRUPTED' });
});
