import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AnalysisError } from '../errors/index.ts';
import { unresolvedAttribute } from '../expression/expr.ts';
import { deduplicate, eventTimeWatermark, type LogicalPlan, unresolvedRelation } from '../plan/logical-plan.ts';
import { outputOf, schemaOf } from '../plan/output.ts';
import { collect } from '../plan/traverse.ts';
import { simpleString } from '../types/data-type.ts';
import { shapeOf, TestSession } from './plans.fixture.ts';
import { analyze } from './resolver.ts';
import { outerColumns } from './subqueries.ts';

const session = await TestSession.create();
session.stream(
  'e',
  't TIMESTAMP, k STRING, v INT, r STRUCT<p: STRUCT<q: INT>, z: STRING>, a ARRAY<INT>, m MAP<STRING,INT>, d DATE',
);
session.stream('w', 't TIMESTAMP, k STRING, v INT', ['t', '10 seconds']);
session.table('dim', 'k STRING, low INT');
session.table('dim2', 'k STRING, low INT');

const columnsOf = (plan: LogicalPlan): string =>
  schemaOf(plan)
    .fields.map(({ name, dataType }) => `${name}:${simpleString(dataType)}`)
    .join(' ');

/** Query → columns, all as Spark 4.3 gives them. */
const COLUMNS: readonly (readonly [sql: string, columns: string])[] = [
  ['SELECT K, e.V FROM e', 'K:string V:int'],
  [
    'SELECT r.p.q, e.r.z, m.x, a[0], CAST(v AS BIGINT), CAST(r.z AS INT) FROM e',
    'q:int z:string x:int a[0]:int v:bigint CAST(r.z AS INT):int',
  ],
  ['SELECT r.*, dim.* FROM e JOIN dim ON e.k = dim.k', 'p:struct<q:int> z:string k:string low:int'],
  ['SELECT v AS x, x + 1, x * 2L AS y FROM e', 'x:int (lateralAliasReference(x) + 1):int y:bigint'],
  [
    'SELECT count(*), count(DISTINCT v), sum(v) FILTER (WHERE v > 1) FROM e',
    'count(1):bigint count(DISTINCT v):bigint sum(v) FILTER (WHERE (v > 1)):bigint',
  ],
  [
    'SELECT explode(a), posexplode(a) AS (p, q), explode(m), k FROM e',
    'col:int p:int q:int key:string value:int k:string',
  ],
  [
    'SELECT k, x, y.* FROM e LATERAL VIEW OUTER explode(a) AS x LATERAL VIEW posexplode(a) y',
    'k:string x:int pos:int col:int',
  ],
  [
    "SELECT window.end, window(t, '10 seconds').start, count(*) FROM e GROUP BY window(t, '10 seconds')",
    'end:timestamp window.start:timestamp count(1):bigint',
  ],
  ["SELECT window_time(window) FROM (SELECT window(t, '10 seconds') FROM e)", 'window_time(window):timestamp'],
  ['SELECT 1 + v AS x, k FROM e GROUP BY v + 1, k', 'x:int k:string'],
  ['SELECT k AS c, max(v) + 1 FROM e GROUP BY c HAVING min(v) > 1 ORDER BY sum(v), c', 'c:string (max(v) + 1):int'],
  ['SELECT k, v FROM e GROUP BY ALL ORDER BY ALL', 'k:string v:int'],
  [
    'SELECT k, grouping(k), grouping_id() FROM e GROUP BY ROLLUP(k) HAVING grouping(k) = 0',
    'k:string grouping(k):tinyint grouping_id():bigint',
  ],
  ['SELECT k, a.low, b.low, b.k FROM dim a LEFT JOIN dim2 b USING (k)', 'k:string low:int low:int k:string'],
  ['SELECT * FROM dim NATURAL FULL JOIN dim2', 'k:string low:int'],
  ['SELECT v FROM e UNION ALL SELECT 1.5', 'v:decimal(11,1)'],
  ["SELECT * FROM VALUES (1, 'a'), (2.5, NULL) AS t(x, y)", 'x:decimal(11,1) y:string'],
  [
    'WITH c(x) AS (SELECT k FROM e), d AS (SELECT x FROM c) SELECT d.x, c.x FROM c JOIN d ON c.x = d.x',
    'x:string x:string',
  ],
  ['SELECT transform(a, x -> x + v) AS y, aggregate(a, 0L, (s, x) -> s + x) AS s FROM e', 'y:array<int> s:bigint'],
  ['SELECT (SELECT max(low) FROM dim) AS m, k FROM e WHERE k IN (SELECT k FROM dim) OR v > 1', 'm:int k:string'],
  ['SELECT current_date, current_timestamp FROM e', 'current_date():date current_timestamp():timestamp'],
];

/** Query → condition and what the message must hold, as Spark 4.3 says it. */
const FAULTS: readonly (readonly [sql: string, condition: string, words: RegExp])[] = [
  [
    'SELECT e.vv FROM e',
    'UNRESOLVED_COLUMN.WITH_SUGGESTION',
    /`e`\.`vv` cannot .*\[`e`\.`v`, `e`\.`a`, `e`\.`d`, `e`\.`k`, `e`\.`m`\]/,
  ],
  [
    'SELECT k FROM e JOIN dim ON e.k = dim.k',
    'AMBIGUOUS_REFERENCE',
    /`k` is ambiguous, could be: \[`dim`\.`k`, `e`\.`k`\]/,
  ],
  ['SELECT r.zz FROM e', 'FIELD_NOT_FOUND', /`zz` in `p`, `z`/],
  ['SELECT k.zz FROM e', 'INVALID_EXTRACT_BASE_FIELD_TYPE', /"k".*"STRING"/],
  ['SELECT zz.* FROM e', 'CANNOT_RESOLVE_STAR_EXPAND', /`zz`\.\* given input columns `a`, `d`, `k`/],
  ['SELECT k.* FROM e', '_LEGACY_ERROR_TEMP_1050', /`List\(k\)`/],
  ['SELECT count(e.*) FROM e', 'INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT', /count\(`e`\.\*\)/],
  ['SELECT v AS x, k AS x, x FROM e', 'AMBIGUOUS_LATERAL_COLUMN_ALIAS', /`x` is ambiguous and has 2 matches/],
  ['SELECT * FROM nope', 'TABLE_OR_VIEW_NOT_FOUND', /`nope`/],
  ['SELECT * FROM (SELECT k FROM e) AS q(a, b)', 'ASSIGNMENT_ARITY_MISMATCH', /1 .* 2/],
  ['SELECT k, v + 1 FROM e GROUP BY k', 'MISSING_AGGREGATION', /"v".*\n.*"any_value\(v\)"/],
  ['SELECT k, count(*) FROM e', 'MISSING_GROUP_BY', /GROUP BY clause/],
  ["SELECT k FROM e HAVING k = 'a'", 'MISSING_GROUP_BY', /GROUP BY clause/],
  ['SELECT sum(count(v)) FROM e', 'NESTED_AGGREGATE_FUNCTION', /sub-query/],
  ['SELECT v FROM e WHERE count(v) > 1', 'INVALID_WHERE_CONDITION', /"\(count\(v\) > 1\)".*: count\(e\.v\)/],
  ['SELECT count(*) FROM e GROUP BY count(v)', 'GROUP_BY_AGGREGATE', /count\(e\.v\)/],
  ['SELECT k FROM e GROUP BY 3', 'GROUP_BY_POS_OUT_OF_RANGE', /position 3 .*\[1, 1\]/],
  ['SELECT count(*) FROM e GROUP BY 1', 'GROUP_BY_POS_AGGREGATE', /count\(1\) AS `count\(1\)`/],
  ['SELECT k FROM e ORDER BY 3', 'ORDER_BY_POS_OUT_OF_RANGE', /position 3 .*\[1, 1\]/],
  ['SELECT DISTINCT k FROM e ORDER BY v', 'UNRESOLVED_COLUMN.WITH_SUGGESTION', /`v` .*\[`k`\]/],
  [
    'SELECT k, count(*) AS n FROM e GROUP BY k HAVING v > 1',
    'UNRESOLVED_COLUMN.WITH_SUGGESTION',
    /`v` cannot be resolved.*\[`n`, `e`\.`k`\]/,
  ],
  ['SELECT grouping(k) FROM e', 'UNSUPPORTED_GROUPING_EXPRESSION', /Rollup/],
  ['SELECT grouping(d) FROM e GROUP BY ROLLUP(k)', 'GROUPING_COLUMN_MISMATCH', /\(d\) .* k/],
  ['SELECT grouping_id(v) FROM e GROUP BY ROLLUP(k, v)', 'GROUPING_ID_COLUMN_MISMATCH', /\(v\) .*\(k,v\)/],
  [
    "SELECT window(v, '10 seconds') FROM e",
    'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE',
    /"window\(v, 10000000, 10000000, 0\)".*"v" has the type "INT"/,
  ],
  [
    "SELECT window(t, '0 seconds') FROM e",
    'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE',
    /`window_duration` must be between \(0, .*current value = 0L/,
  ],
  [
    "SELECT window(t, '10 seconds', '5 seconds', '-5 seconds') FROM e",
    'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION',
    /`abs\(start_time\)`\(5000000L\) must be < the `slide_duration`/,
  ],
  ["SELECT window(t, '10 foo') FROM e", 'INVALID_INTERVAL_FORMAT.INVALID_UNIT', /'10 foo'/],
  ['SELECT window(t, k) FROM e', '_LEGACY_ERROR_TEMP_1207', /integer, long or string literal/],
  ["SELECT window(t, '10 seconds'), window(t, '5 seconds') FROM e", '_LEGACY_ERROR_TEMP_1039', /cartesian product/],
  ['SELECT session_window(t, v), count(*) FROM e GROUP BY 1', '_LEGACY_ERROR_TEMP_1040', /IntegerType/],
  ['SELECT window_time(r) FROM e', '_LEGACY_ERROR_TEMP_3101', /window_time\(r\)/],
  ['SELECT explode(a) + 1 FROM e', 'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', /"\(explode\(a\) \+ 1\)"/],
  ['SELECT k FROM e WHERE explode(a) = 1', 'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', /explode\(a\)/],
  ['SELECT k FROM e LATERAL VIEW upper(k) x AS y', 'UNSUPPORTED_GENERATOR.NOT_GENERATOR', /`upper`/],
  ['SELECT explode(m) AS x FROM e', 'UDTF_ALIAS_NUMBER_MISMATCH', /Expected 2 aliases, but got x/],
  [
    'SELECT * FROM e UNION ALL SELECT k FROM e',
    'NUM_COLUMNS_MISMATCH',
    /first input has 7 columns and the second input has 1/,
  ],
  [
    'SELECT v FROM e UNION ALL SELECT a FROM e',
    'INCOMPATIBLE_COLUMN_TYPE',
    /first column of the second table is "ARRAY<INT>" .* "INT"/,
  ],
  [
    'SELECT * FROM VALUES (1), (2, 3)',
    'INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH',
    /expected 1 columns but found 2 columns in row 1/,
  ],
  ['SELECT * FROM VALUES (1), (array(1))', 'INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE', /col1/],
  [
    'SELECT * FROM e JOIN dim USING (zz)',
    'UNRESOLVED_USING_COLUMN_FOR_JOIN',
    /`zz` .* left side .*\[`a`, `d`, `k`, `m`, `r`, `t`, `v`\]/,
  ],
  ['SELECT * FROM dim x JOIN dim y ON x.low + 1', 'JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE', /"\(low \+ 1\)" .*"INT"/],
  ['SELECT * FROM dim WHERE low', 'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN', /Filter expression "low" of type "INT"/],
  [
    'SELECT k FROM w WHERE k IN (SELECT k FROM e)',
    'INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY',
    /not allowed in subquery/,
  ],
  [
    'SELECT (SELECT k, low FROM dim) FROM e',
    'INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN',
    /got 2/,
  ],
  [
    'SELECT k FROM e WHERE k IN (SELECT k, low FROM dim)',
    'DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH',
    /\["k"\].*\["k", "low"\]/,
  ],
  [
    'SELECT k FROM dim ORDER BY EXISTS (SELECT 1 FROM dim2 d WHERE d.k = dim.k)',
    'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_IN_EXISTS_SUBQUERY',
    /exists/,
  ],
  [
    'SELECT (SELECT max(low + dim.low) FROM dim2) FROM dim',
    'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES',
    /outer\(dim.low\)/,
  ],
  ['SELECT transform(a, (x, i, j) -> x) FROM e', 'INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH', /expects 3/],
];

describe('analyze', () => {
  for (const [sql, columns] of COLUMNS) {
    it(sql, () => {
      const plan = session.query(sql);
      assert.equal(columnsOf(plan), columns);
      assert.equal(analyze(plan, session.context), plan);
    });
  }

  for (const [sql, condition, words] of FAULTS) {
    it(`refuses ${sql}`, () => {
      assert.throws(
        () => session.query(sql),
        (fault) => {
          assert.ok(fault instanceof Error && 'condition' in fault, String(fault));
          assert.equal(fault.condition, condition);
          assert.match(fault.message, words);
          return true;
        },
      );
    });
  }
});

describe('what analysis makes', () => {
  it('gives the second use of a view ids of its own', () => {
    const [left, right] = outputOf(session.query('SELECT x.k, y.k FROM e x JOIN e y ON x.k = y.k'));
    assert.notEqual(left?.exprId, right?.exprId);
  });

  it('makes a sliding window an Expand over rows that have a time, and keeps what holds the time', () => {
    const sql = "SELECT window(t, '10 seconds', '4 seconds') AS x FROM w";
    assert.equal(
      shapeOf(session.query(sql)),
      `Project x
  Filter ((t >= window.start) AND (t < window.end))
    Expand __window(t, 10000000, 4000000, 0, 0), t, k, v, __window(t, 10000000, 4000000, 0, 1), t, k, v, __window(t, 10000000, 4000000, 0, 2), t, k, v [window t k v]
      Filter (t IS NOT NULL)
        SubqueryAlias
          EventTimeWatermark t
            StreamingRelation [t k v]`,
    );
  });

  it('carries the watermark through names, aliases and windows, and loses it through expressions', () => {
    const delays = (sql: string) => outputOf(session.query(sql)).map(({ metadata }) => metadata.watermarkDelayMs);
    const sql = "SELECT t, t AS x, t + INTERVAL 1 SECOND, window(t, '5 seconds'), window(t, '5 seconds').end FROM w";
    assert.deepEqual(delays(sql), [10_000, 10_000, undefined, 10_000, undefined]);
    assert.deepEqual(delays("SELECT window_time(x) FROM (SELECT window(t, '5 seconds') AS x FROM w)"), [10_000]);
    assert.deepEqual(delays('SELECT t FROM w UNION ALL SELECT t FROM e'), [10_000]);
    assert.deepEqual(delays('SELECT t FROM e UNION ALL SELECT t FROM w'), [undefined]);
  });

  it('groups by columns only', () => {
    const [node] = collect(
      session.query('SELECT v % 3, upper(k), sum(v) FROM e GROUP BY 1, upper(k)'),
      (plan) => plan.kind === 'Aggregate',
    );
    assert.deepEqual(
      node?.groupingExprs.map(({ kind }) => kind),
      ['AttributeReference', 'AttributeReference'],
    );
  });

  it('tells the columns of a subquery from those of the query around it', () => {
    const plan = session.query('SELECT k, (SELECT count(*) FROM dim d WHERE d.k = dim.k) AS n FROM dim');
    const [, counted] = plan.kind === 'Project' ? plan.projectList : [];
    const subquery = counted?.kind === 'Alias' && counted.child.kind === 'SubqueryExpr' ? counted.child : undefined;
    assert.ok(subquery);
    assert.deepEqual(
      outerColumns(subquery).map(({ exprId }) => exprId),
      outputOf(plan)
        .slice(0, 1)
        .map(({ exprId }) => exprId),
    );
  });

  it('refuses event times that are no top-level timestamps', () => {
    const marked = (column: string) =>
      eventTimeWatermark({
        eventTime: unresolvedAttribute(...column.split('.')),
        delayMs: 1000,
        delayText: '1 second',
        child: unresolvedRelation('e'),
      });
    const conditionOf = (plan: LogicalPlan) => {
      try {
        return columnsOf(analyze(plan, session.context));
      } catch (fault) {
        return fault instanceof AnalysisError ? fault.message.split('\n')[0] : fault;
      }
    };
    assert.equal(
      conditionOf(marked('d')),
      '[EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE] The event time `d` has the invalid type "DATE", but expected "TIMESTAMP".',
    );
    assert.match(
      String(conditionOf(marked('r.p'))),
      /^\[EVENT_TIME_MUST_BE_TOP_LEVEL_COLUMN\].*'r\.p' is a nested field/,
    );
    assert.match(
      String(conditionOf(deduplicate([unresolvedAttribute('zz')], unresolvedRelation('dim')))),
      /^\[UNRESOLVED_COLUMN_AMONG_FIELD_NAMES\] Cannot resolve column name "zz" among \(k, low\)/,
    );
  });

  it('drops the watermark of a table', () => {
    const plan = eventTimeWatermark({
      eventTime: unresolvedAttribute('t'),
      delayMs: 1000,
      delayText: '1 second',
      child: session.view('timed', session.query('SELECT timestamp_seconds(low) AS t FROM dim')),
    });
    assert.deepEqual(
      collect(analyze(plan, session.context), (node) => node.kind === 'EventTimeWatermark'),
      [],
    );
  });

  it('checks and casts the arguments of a function of the user', () => {
    const userFunctions = new Map([
      ['twice', { argumentTypes: [{ kind: 'long' }], returnType: { kind: 'long' } }],
    ] as const);
    const context = { ...session.context, userFunctions };
    const plan = analyze(session.parse('SELECT twice(v) FROM e'), context);
    assert.equal(columnsOf(plan), 'twice(v):bigint');
  });
});
