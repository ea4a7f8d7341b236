import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeReference, call, literal } from '../expression/expr.ts';
import { BooleanType, LongType } from '../types/data-type.ts';
import { filter, join, type LogicalPlan, localRelation, project, union, withCtes } from './logical-plan.ts';
import {
  childrenOf,
  collect,
  exists,
  expressionsOf,
  mapChildren,
  mapExpressions,
  transformDown,
  transformUp,
} from './traverse.ts';

const a = attributeReference({ name: 'a', exprId: 1, dataType: LongType });
const yes = literal(true, BooleanType);
const leaf = localRelation([[literal('1', LongType)]], [a]);
const other = localRelation([], [a]);

test('children come in order, and mapping none returns the node itself', () => {
  const plans: LogicalPlan[] = [
    leaf,
    filter(yes, leaf),
    join({ left: leaf, right: other, joinType: 'inner' }),
    union([leaf, other]),
    withCtes([{ name: 't', columnNames: [], plan: leaf }], other),
  ];
  assert.deepEqual(plans.map(childrenOf), [[], [leaf], [leaf, other], [leaf, other], [leaf, other]]);
  for (const plan of plans) {
    assert.equal(
      mapChildren(plan, (child) => child),
      plan,
    );
    assert.equal(
      mapExpressions(plan, (expr) => expr),
      plan,
    );
  }
});

test('transformUp reaches every node and freezes what it rebuilds', () => {
  const plan = union([filter(yes, leaf), withCtes([{ name: 't', columnNames: [], plan: leaf }], leaf)]);
  const result = transformUp(plan, (node) => (node === leaf ? other : node));
  assert.equal(
    exists(result, (node) => node === leaf),
    false,
  );
  assert.equal(collect(result, (node) => node.kind === 'LocalRelation').length, 3);
  assert.ok(Object.isFrozen(result) && childrenOf(result).every(Object.isFrozen));
});

test('transformDown stops where the function answers', () => {
  const plan = filter(yes, filter(yes, leaf));
  const seen: string[] = [];
  const result = transformDown(plan, (node) => {
    seen.push(node.kind);
    return node === plan ? plan.child : undefined;
  });
  assert.deepEqual(seen, ['Filter']);
  assert.equal(result, plan.child);
});

test('expressions are mapped where expressionsOf finds them', () => {
  const plan = project([a, call('isnull', [a])], leaf);
  assert.equal(expressionsOf(plan).length, 2);
  const mapped = mapExpressions(plan, () => yes);
  assert.deepEqual(expressionsOf(mapped), [yes, yes]);
  assert.deepEqual(expressionsOf(mapExpressions(leaf, () => yes)), [yes]);
  assert.deepEqual(childrenOf(mapped), [leaf]);
});
