import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSubscription, type SubscriptionOptions, subscription } from './subscription.ts';

const read = (options: Partial<SubscriptionOptions>) =>
  subscription({ assign: undefined, subscribe: undefined, subscribePattern: undefined, ...options });
const described = (options: Partial<SubscriptionOptions>) => describeSubscription(read(options));

test('subscriptions are described as Spark describes them', () => {
  assert.equal(described({ subscribe: 'a, b,a' }), 'Subscribe[a, b]');
  assert.equal(described({ subscribePattern: ' a.* ' }), 'SubscribePattern[a.*]');
  assert.equal(described({ assign: '{"a":[0,2],"b":[1]}' }), 'Assign[a-0, a-2, b-1]');
});

test('a pattern matches whole names', () => {
  const subscribed = read({ subscribePattern: 'a|b+' });
  assert.ok(subscribed.kind === 'subscribePattern');
  assert.deepEqual(
    ['a', 'bb', 'ab', 'xa'].filter((topic) => subscribed.pattern.test(topic)),
    ['a', 'bb'],
  );
});

test('exactly one of the three must be there, and name something', () => {
  assert.throws(() => read({}), { condition: 'MISSING_OPTION' });
  assert.throws(() => read({ assign: '{"a":[0]}', subscribe: 'a' }), { condition: 'OPTION_CONFLICT' });
  for (const options of [
    { subscribe: ' , ' },
    { subscribePattern: '' },
    { subscribePattern: '(' },
    { assign: 'a' },
    { assign: '{"a":0}' },
    { assign: '{}' },
    { assign: '{"a":[-1]}' },
  ]) {
    assert.throws(() => read(options), { condition: 'INVALID_OPTION' }, JSON.stringify(options));
  }
});
