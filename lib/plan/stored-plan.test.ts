import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeReference, subqueryExpr } from '../expression/expr.ts';
import { BinaryType, structField, structType } from '../types/data-type.ts';
import { classifyChange } from './fingerprint.ts';
import { filter, staticRelation, streamingRelation } from './logical-plan.ts';
import { planFromJson } from './plan-json.ts';
import { storedPlan } from './stored-plan.ts';

const value = attributeReference({ name: 'value', dataType: BinaryType, exprId: 1 });
const relation = { format: 'kafka', schema: structType([structField('value', BinaryType)]), output: [value] };
const SECRETS = {
  'kafka.sasl.jaas.config': 'PlainLoginModule required username="u" password="hidden";',
  'kafka.sasl.password': 'hidden',
  'kafka.ssl.keystore.key': '-----BEGIN PRIVATE KEY----- hidden',
  'kafka.ssl.key.password': 'hidden',
};

test('a stored plan has no passwords and no keys, in subqueries neither, and is the same query', () => {
  const options = { ...SECRETS, 'kafka.bootstrap.servers': 'broker:9092', subscribe: 'clicks' };
  const stream = streamingRelation({ ...relation, sourceId: 0, options });
  const table = staticRelation({ ...relation, options });
  const plan = filter(subqueryExpr('in', table, [value]), stream);
  const stored = storedPlan(plan);
  const text = JSON.stringify(stored);
  assert.doesNotMatch(text, /hidden/);
  assert.equal(text.match(/\*{9}\(redacted\)/g)?.length, 2 * Object.keys(SECRETS).length);
  assert.match(text, /broker:9092/);
  assert.deepEqual(classifyChange(planFromJson(stored), plan).changes, []);
});
