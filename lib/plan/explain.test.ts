import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  alias,
  attributeReference,
  call,
  type Expr,
  literal,
  multiAlias,
  sortOrder,
  subqueryExpr,
  unresolvedAttribute,
} from '../expression/expr.ts';
import { BooleanType, IntegerType, LongType, StringType, structType, TimestampType } from '../types/data-type.ts';
import { explainPlan } from './explain.ts';
import * as plans from './logical-plan.ts';

const k = attributeReference({ name: 'k', exprId: 1, dataType: StringType });
const v = attributeReference({ name: 'v', exprId: 2, dataType: LongType });
const t = attributeReference({ name: 't', exprId: 3, dataType: TimestampType });
const marked = attributeReference({ ...t, metadata: { watermarkDelayMs: 600000 } });
const stream = plans.streamingRelation({
  sourceId: 0,
  format: 'rate',
  options: {},
  schema: structType([]),
  output: [k, v, t],
});
const local = plans.localRelation([], [k]);
const compare = (name: string, left: Expr, right: Expr) => call(name, [left, right], { dataType: BooleanType });
const one = literal(1, IntegerType);

test('a streaming aggregate reads as in Spark', () => {
  const plan = plans.aggregate({
    groupingExprs: [marked, k],
    aggregateExprs: [marked, alias(k, 'key', 8), alias(call('count', [one], { dataType: LongType }), 'n', 9)],
    child: plans.eventTimeWatermark({
      eventTime: t,
      delayMs: 600000,
      delayText: '10 minutes',
      child: plans.filter(compare('>', v, one), stream),
    }),
  });
  assert.equal(
    explainPlan(plan),
    `Aggregate [t#3-T600000ms, k#1], [t#3-T600000ms, k#1 AS key#8, count(1) AS n#9L]
+- EventTimeWatermark t#3: timestamp, 10 minutes
   +- Filter (v#2L > 1)
      +- StreamingRelation rate, [k#1, v#2L, t#3]
`,
  );
});

test('branches and subqueries hang where Spark hangs them', () => {
  const tested = subqueryExpr('in', plans.distinct(local), [k]);
  const plan = plans.join({
    left: plans.union([plans.filter(tested, stream), plans.subqueryAlias('s', stream, ['a', 'b', 'c'])]),
    right: plans.limit(3, plans.sort([sortOrder(k, 'desc')], local), 1),
    joinType: 'leftOuter',
    condition: compare('=', k, k),
  });
  assert.equal(
    explainPlan(plan),
    `Join LeftOuter, (k#1 = k#1)
:- Union false, false
:  :- Filter (k#1 IN (listquery()))
:  :  :  +- Distinct
:  :  :     +- LocalRelation [k#1]
:  :  +- StreamingRelation rate, [k#1, v#2L, t#3]
:  +- SubqueryAlias s [a, b, c]
:     +- StreamingRelation rate, [k#1, v#2L, t#3]
+- GlobalLimit 3, Offset 1
   +- Sort [k#1 DESC NULLS LAST], true
      +- LocalRelation [k#1]
`,
  );
});

test('every kind of node has its line', () => {
  const nodes: readonly [plans.LogicalPlan, string][] = [
    [plans.unresolvedRelation('db', 't'), "'UnresolvedRelation [db, t]"],
    [plans.staticRelation({ format: 'csv', options: {}, schema: structType([]), output: [k] }), 'Relation [k#1] csv'],
    [plans.withCtes([{ name: 'c', columnNames: [], plan: local }], local), 'CTE [c]'],
    [plans.project([unresolvedAttribute('s', 'k'), alias(one, 'x')], local), "Project ['s.k, 1 AS x]"],
    [plans.project([multiAlias(call('explode', [k]), ['a', 'b'])], local), 'Project [explode(k#1) AS (a, b)]'],
    [plans.expand({ projections: [[k], [one]], output: [k], child: local }), 'Expand [[k#1], [1]], [k#1]'],
    [
      plans.generate({ generator: call('explode', [k]), qualifier: 'g', output: [v], child: local }),
      'Generate explode(k#1), false, g, [v#2L]',
    ],
    [plans.join({ left: local, right: local, joinType: 'cross' }), 'Join Cross'],
    [plans.deduplicate([k], local), 'Deduplicate [k#1]'],
    [plans.deduplicate([k], local, true), 'DeduplicateWithinWatermark [k#1]'],
    [plans.collectMetrics('m', [alias(one, 'x', 4)], local), 'CollectMetrics m, [1 AS x#4]'],
  ];
  for (const [plan, line] of nodes) assert.equal(explainPlan(plan).split('\n')[0], line);
});

test('long lists are cut as Spark cuts them', () => {
  const many = Array.from({ length: 30 }, () => k);
  assert.match(explainPlan(plans.project(many, local)), /^Project \[(k#1, ){24}\.\.\. 6 more fields\]\n/);
});
