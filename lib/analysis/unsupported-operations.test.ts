import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutputMode } from '../contracts/output-mode.ts';
import { ExecutionError, QueryStartError } from '../errors/index.ts';
import { alias, call, unresolvedAttribute } from '../expression/expr.ts';
import { deduplicate, eventTimeWatermark, project, unresolvedRelation } from '../plan/logical-plan.ts';
import { LongType } from '../types/data-type.ts';
import { optimize } from './optimizer.ts';
import { TestSession } from './plans.fixture.ts';
import { BATCH_REFUSALS } from './refusals/batch-refusals.ts';
import { NODE_REFUSALS } from './refusals/node-refusals.ts';
import { QUERY_REFUSALS } from './refusals/query-refusals.ts';
import { checkBatch, checkForBatch, checkUnsupported } from './unsupported-operations.ts';

const session = await TestSession.create();
session.stream('e', 't TIMESTAMP, k STRING, v INT');
session.stream('w', 't TIMESTAMP, k STRING, v INT', ['t', '10 seconds']);
session.stream('a', 'a_t TIMESTAMP, k STRING, v INT', ['a_t', '10 seconds']);
session.stream('b', 'b_t TIMESTAMP, k STRING, w INT', ['b_t', '10 seconds']);
session.stream('an', 'a_t TIMESTAMP, k STRING, v INT');
session.stream('bn', 'b_t TIMESTAMP, k STRING, w INT');
session.table('dim', 'k STRING, low INT');
const byK = [unresolvedAttribute('k')];
session.view('within', deduplicate(byK, unresolvedRelation('e'), true));
session.view('windows', session.query("SELECT k, window(t, '5 seconds') AS w, count(*) AS n FROM w GROUP BY 1, 2"));
session.view('dedup_k', deduplicate(byK, unresolvedRelation('windows')));
session.view('dedup_kw', deduplicate([...byK, unresolvedAttribute('w')], unresolvedRelation('windows')));

const ALL: readonly OutputMode[] = ['append', 'update', 'complete'];
const only = (...modes: OutputMode[]): readonly OutputMode[] => modes;

/** Query, the modes in which Spark 4.3 starts it, and what it says in the others. */
const QUERIES: readonly (readonly [sql: string, allowed: readonly OutputMode[], words?: RegExp])[] = [
  ['SELECT * FROM e', only('append', 'update'), /complete.*no streaming aggregations/],
  ['SELECT k, count(*) FROM e GROUP BY k', only('update', 'complete'), /append.*aggregations without watermark/],
  ['SELECT t, count(*) FROM w GROUP BY t', ALL],
  ["SELECT count(*) FROM w GROUP BY window(t, '5 seconds')", ALL],
  [
    "SELECT k, count(*) FROM w GROUP BY session_window(t, '5 seconds'), k",
    only('append', 'complete'),
    /session window/,
  ],
  ['SELECT DISTINCT k FROM e', only('update', 'complete'), /without watermark/],
  ['SELECT k FROM e LIMIT 2', only('append'), /Limits are not supported .* Update|no streaming aggregations/],
  ['SELECT k, count(*) FROM e GROUP BY k LIMIT 2', only('complete'), /Limits|without watermark/],
  ['SELECT k FROM e OFFSET 1', [], /Offset is not supported|no streaming aggregations/],
  [
    'SELECT k, count(*) AS n FROM e GROUP BY k ORDER BY n',
    only('complete'),
    /Sorting is not supported|without watermark/,
  ],
  ['SELECT k, count(*) FROM (SELECT k FROM e ORDER BY v) GROUP BY k', [], /Sorting|without watermark/],
  ['SELECT k, count(DISTINCT v) FROM e GROUP BY k', [], /Distinct aggregations|without watermark/],
  ['SELECT n, count(*) FROM windows GROUP BY n', [], /correctness|without watermark/],
  ['SELECT * FROM dedup_k', ALL],
  ['SELECT * FROM dedup_kw', only('append'), /correctness/],
  ['SELECT * FROM within', [], /dropDuplicatesWithinWatermark is not supported|no streaming aggregations/],
  ['SELECT windows.k FROM windows JOIN b ON windows.k = b.k', only('append'), /correctness|^Inner join .* in Complete/],
  ['SELECT k FROM e UNION ALL SELECT k FROM dim', [], /Union between streaming and batch|no streaming/],
  ['SELECT * FROM dim LEFT SEMI JOIN e ON e.k = dim.k', [], /^LeftSemi join with a streaming|no streaming/],
  ['SELECT * FROM dim LEFT ANTI JOIN e ON e.k = dim.k', [], /^LeftAnti joins with a streaming|no streaming/],
  ['SELECT * FROM dim FULL JOIN e ON e.k = dim.k', [], /^FullOuter joins .* on the right and a static|no streaming/],
  ['SELECT * FROM e FULL JOIN dim ON e.k = dim.k', [], /^FullOuter joins .* on the left and a static|no streaming/],
  [
    'SELECT * FROM e RIGHT JOIN dim ON e.k = dim.k',
    [],
    /^RightOuter join with .* on the left and a static|no streaming/,
  ],
  ['SELECT * FROM dim RIGHT JOIN e ON e.k = dim.k', only('append', 'update'), /no streaming/],
  ['SELECT a.k FROM a JOIN b ON a.k < b.k', only('append', 'update'), /no streaming/],
  ['SELECT a.k FROM a LEFT JOIN b ON a.k = b.k', [], /^Stream-stream LeftOuter|in Update output mode|no streaming/],
  ['SELECT a.k FROM a LEFT SEMI JOIN b ON a.k = b.k', [], /^Stream-stream LeftSemi|no streaming/],
  [
    'SELECT a.k FROM a LEFT SEMI JOIN b ON a.k = b.k AND b_t BETWEEN a_t AND a_t + INTERVAL 5 SECONDS',
    only('append', 'update'),
    /no streaming/,
  ],
  [
    'SELECT a.k FROM a LEFT JOIN b ON a.k = b.k AND b_t BETWEEN a_t AND a_t + INTERVAL 5 SECONDS',
    only('append'),
    /in Update output mode|no streaming/,
  ],
  [
    'SELECT an.k FROM an LEFT JOIN b ON an.k = b.k AND b_t <= a_t + INTERVAL 5 SECONDS',
    only('append'),
    /Update|no streaming/,
  ],
  ['SELECT an.k FROM an LEFT JOIN b ON an.k = b.k AND a_t <= b_t', [], /Stream-stream|Update|no streaming/],
  ['SELECT a.k FROM a LEFT JOIN bn ON a.k = bn.k AND b_t <= a_t', [], /Stream-stream|Update|no streaming/],
  ['SELECT a.k FROM a LEFT JOIN bn ON a.k = bn.k AND a_t = b_t', only('append'), /Update|no streaming/],
  [
    'SELECT a.k FROM a LEFT JOIN b ON a.k = b.k AND b_t <= a_t + INTERVAL 1 MONTH',
    [],
    /Stream-stream|Update|no streaming/,
  ],
  ['SELECT a.k FROM a FULL JOIN bn ON a.k = bn.k AND b_t >= a_t', only('append'), /Update|no streaming/],
  ['SELECT a.k FROM a FULL JOIN bn ON a.k = bn.k AND b_t <= a_t', [], /Stream-stream FullOuter|Update|no streaming/],
  ['SELECT * FROM e WHERE k NOT IN (SELECT k FROM dim)', only('append', 'update'), /no streaming/],
];

describe('checkUnsupported', () => {
  for (const [sql, allowed, words] of QUERIES) {
    it(`${sql}: ${allowed.join(', ') || 'in no mode'}`, () => {
      const plan = session.query(sql);
      for (const mode of ALL) {
        if (allowed.includes(mode)) checkUnsupported(plan, mode);
        else
          assert.throws(
            () => checkUnsupported(plan, mode),
            (e) =>
              e instanceof QueryStartError &&
              words?.test(e.message.split('\n')[0]?.replace(/^\[.*?\] /, '') ?? '') === true,
          );
      }
    });
  }

  it('adds what to do on a line of its own', () => {
    assert.throws(() => checkUnsupported(session.query('SELECT k FROM e ORDER BY k'), 'append'), {
      message: /^Sorting .* output mode;\nSort where the result is read, or in foreachBatch\.$/i,
    });
  });

  it('lets the correctness check be turned off', () => {
    const conf = { 'spark.sql.streaming.statefulOperator.checkCorrectness.enabled': 'false' };
    checkUnsupported(session.query('SELECT * FROM dedup_kw'), 'update', conf);
  });

  it('refuses an expression that a repeated batch would not repeat', () => {
    const id = alias(
      call('monotonically_increasing_id', [], { dataType: LongType }),
      'id',
      session.context.nextExprId(),
    );
    assert.throws(() => checkUnsupported(project([id], session.query('SELECT k FROM e')), 'append'), {
      message: /^Expression\(s\): monotonically_increasing_id\(\) is not supported with streaming DataFrames/,
    });
  });

  it('names each refusal once', () => {
    const names = [...QUERY_REFUSALS, ...NODE_REFUSALS, ...BATCH_REFUSALS].map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });
});

describe('checkForBatch', () => {
  it('refuses calls that need all rows of a stream', () => {
    assert.throws(() => checkForBatch(session.query('SELECT * FROM e')), {
      message: /^Queries with streaming sources must be executed with writeStream/,
    });
    checkForBatch(session.query('SELECT * FROM dim'));
  });
});

describe('checkBatch', () => {
  const marked = eventTimeWatermark({
    eventTime: unresolvedAttribute('t'),
    delayMs: 5000,
    delayText: '5 seconds',
    child: unresolvedRelation('w'),
  });
  session.view('twice', marked);
  session.view('joined', deduplicate(byK, session.query('SELECT a.k, a_t, b_t FROM a JOIN b ON a.k = b.k')));
  const refused: readonly (readonly [sql: string, condition: string])[] = [
    ['SELECT a.k FROM a JOIN b ON a.k < b.k', '_LEGACY_ERROR_TEMP_1181'],
    ['SELECT a.k FROM a, b', '_LEGACY_ERROR_TEMP_1181'],
    ['SELECT a.k FROM a JOIN b ON a.k = b.k OR a.v = b.w', '_LEGACY_ERROR_TEMP_1181'],
    ['SELECT * FROM twice', '_LEGACY_ERROR_TEMP_3076'],
    ['SELECT * FROM joined', 'MULTIPLE_EVENT_TIME_COLUMNS'],
  ];
  for (const [sql, condition] of refused) {
    it(`refuses ${sql}`, () => {
      const plan = session.query(sql);
      checkUnsupported(plan, 'append');
      assert.throws(
        () => checkBatch(optimize(plan), 'append', 1),
        (e) => e instanceof ExecutionError && e.condition === condition,
      );
    });
  }

  it('tells a second watermark only once there is one', () => {
    checkBatch(optimize(session.query('SELECT * FROM twice')), 'append', 0);
  });

  it('takes keys of any form that lie on one side each', () => {
    for (const sql of ['SELECT a.k FROM a JOIN b ON a.v = b.w + 1', 'SELECT a.k FROM a JOIN b ON b.k <=> a.k'])
      checkBatch(optimize(session.query(sql)), 'append', 1);
  });
});
