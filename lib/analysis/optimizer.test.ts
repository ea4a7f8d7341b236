import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alias, call, unresolvedAttribute } from '../expression/expr.ts';
import { deduplicate, type LogicalPlan, project, unresolvedRelation } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { collect } from '../plan/traverse.ts';
import { StringType } from '../types/data-type.ts';
import { optimize } from './optimizer.ts';
import { shapeOf, TestSession } from './plans.fixture.ts';

const session = await TestSession.create();
session.stream('a', 'a_t TIMESTAMP, k STRING, v INT', ['a_t', '10 seconds']);
session.stream('b', 'b_t TIMESTAMP, k STRING, w INT', ['b_t', '10 seconds']);
session.table('dim', 'k STRING, low INT');
const k = unresolvedAttribute('k');
const uuid = alias(call('uuid', [], { dataType: StringType }), 'x');
session.view('random', project([uuid, unresolvedAttribute('v')], unresolvedRelation('a')));

/** Query → plan, as Spark 4.3 optimizes it; lines without their common indent. */
const PLANS: readonly (readonly [about: string, sql: string, plan: string])[] = [
  [
    'pushes a predicate below the watermark, and one on the event time not',
    "SELECT k FROM a WHERE v > 1 AND a_t > '2024-01-01'",
    `Project k
       Filter (a_t > 2024-01-01)
         EventTimeWatermark a_t
           Filter (v > 1)
             StreamingRelation [a_t k v]`,
  ],
  [
    'knows below the watermark what a predicate on the event time says of other columns',
    'SELECT k FROM a WHERE a_t > timestamp_seconds(v)',
    `Project k
       Filter (a_t > timestamp_seconds(v))
         EventTimeWatermark a_t
           Filter (v IS NOT NULL)
             StreamingRelation [a_t k v]`,
  ],
  [
    'drops null keys of an inner join below the watermarks, null times above them, and event times nobody needs',
    'SELECT a.k, v, w FROM a JOIN b ON a.k = b.k AND b_t >= a_t',
    `Project k, v, w
       Join inner ((k = k) AND (b_t >= a_t))
         Filter (a_t IS NOT NULL)
           EventTimeWatermark a_t
             Filter (k IS NOT NULL)
               StreamingRelation [a_t k v]
         Filter (b_t IS NOT NULL)
           EventTimeWatermark b_t
             Filter (k IS NOT NULL)
               StreamingRelation [b_t k w]`,
  ],
  [
    'prunes the event times of a join that does not read them',
    'SELECT v, w FROM a JOIN b ON a.k = b.k',
    `Project v, w
       Join inner (k = k)
         Project k, v
           EventTimeWatermark a_t
             Filter (k IS NOT NULL)
               StreamingRelation [a_t k v]
         Project k, w
           EventTimeWatermark b_t
             Filter (k IS NOT NULL)
               StreamingRelation [b_t k w]`,
  ],
  [
    'keeps the null keys of the side of an outer join whose rows all come out',
    'SELECT v, w FROM a LEFT JOIN b ON a.k = b.k',
    `Project v, w
       Join leftOuter (k = k)
         Project k, v
           EventTimeWatermark a_t
             StreamingRelation [a_t k v]
         Project k, w
           EventTimeWatermark b_t
             Filter (k IS NOT NULL)
               StreamingRelation [b_t k w]`,
  ],
  [
    'makes an outer join inner under a predicate that needs the other side',
    'SELECT v FROM a LEFT JOIN b ON a.k = b.k WHERE w > 1',
    `Project v
       Join inner (k = k)
         Project k, v
           EventTimeWatermark a_t
             Filter (k IS NOT NULL)
               StreamingRelation [a_t k v]
         Project k
           EventTimeWatermark b_t
             Filter ((w > 1) AND (k IS NOT NULL))
               StreamingRelation [b_t k w]`,
  ],
  [
    'copies a predicate on a key to the key it equals',
    "SELECT v FROM a JOIN b ON a.k = b.k WHERE a.k = 'x'",
    `Project v
       Join inner (k = k)
         Project k, v
           EventTimeWatermark a_t
             Filter ((k = x) AND (k IS NOT NULL))
               StreamingRelation [a_t k v]
         Project k
           EventTimeWatermark b_t
             Filter ((k IS NOT NULL) AND (k = x))
               StreamingRelation [b_t k]`,
  ],
  [
    'pushes IN below the watermark and joins it there',
    'SELECT k FROM a WHERE k NOT IN (SELECT k FROM dim)',
    `Project k
       EventTimeWatermark a_t
         Join leftAnti notIn (k = k)
           StreamingRelation [a_t k]
           StaticRelation [k]`,
  ],
  [
    'decorrelates EXISTS',
    'SELECT k FROM a WHERE EXISTS (SELECT 1 FROM dim d WHERE d.k = a.k AND low > 3)',
    `Project k
       EventTimeWatermark a_t
         Join leftSemi (k = k)
           StreamingRelation [a_t k]
           Project k
             Filter (low > 3)
               StaticRelation [k low]`,
  ],
  [
    'pushes a predicate over grouping columns through the aggregate and the window below it',
    "SELECT k, n FROM (SELECT window, k, count(*) AS n FROM a GROUP BY window(a_t, '5 seconds'), k) WHERE k = 'x' AND n > 1",
    `Filter (n > 1)
       Aggregate window, k, k, n
         Project window, k
           Filter (a_t IS NOT NULL)
             EventTimeWatermark a_t
               Filter (k = x)
                 StreamingRelation [a_t k]`,
  ],
  [
    'pushes through a union and prunes its inputs',
    'SELECT k FROM (SELECT k, v FROM a UNION ALL SELECT k, w FROM b) WHERE v > 1',
    `Union [k]
       Project k
         EventTimeWatermark a_t
           Filter (v > 1)
             StreamingRelation [a_t k v]
       Project k
         EventTimeWatermark b_t
           Filter (w > 1)
             StreamingRelation [b_t k w]`,
  ],
  [
    'does not move a predicate across random columns',
    'SELECT x FROM random WHERE v > 1',
    `Project x
       Filter (v > 1)
         Project x, v
           EventTimeWatermark a_t
             StreamingRelation [a_t v]`,
  ],
];

const trimmed = (plan: string): string => plan.replaceAll(/^ {5}/gm, '');

describe('optimize', () => {
  for (const [about, sql, plan] of PLANS) {
    it(about, () => {
      const top = optimize(session.query(sql));
      const shown = top.kind === 'Project' && top.child.kind === 'Union' ? top.child : top;
      assert.equal(shapeOf(shown), trimmed(plan));
    });
  }

  it('lets dropDuplicates lose an event time nobody reads, and dropDuplicatesWithinWatermark not', () => {
    const plans = [false, true].map((within) => {
      const plan = session.view('d', project([k], deduplicate([k], unresolvedRelation('a'), within)));
      const [node] = collect(optimize(plan), (p) => p.kind === 'Deduplicate');
      return node === undefined ? [] : outputOf(node).map(({ name }) => name);
    });
    assert.deepEqual(plans, [['k'], ['a_t', 'k']]);
  });

  it('keeps names and ids of the output', () => {
    const columnsOf = (plan: LogicalPlan) => outputOf(plan).map(({ name, exprId }) => `${name}#${exprId}`);
    for (const [, sql] of PLANS) {
      const plan = session.query(sql);
      assert.deepEqual(columnsOf(optimize(plan)), columnsOf(plan));
    }
  });

  it('keeps the schema of a pruned stream whole: files are read by it', () => {
    const [relation] = collect(optimize(session.query('SELECT k FROM a')), (p) => p.kind === 'StreamingRelation');
    assert.equal(relation?.schema.fields.length, 3);
  });
});
