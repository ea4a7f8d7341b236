import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Alias, alias, attributeReference, call, type Expr, literal } from '../expression/expr.ts';
import {
  BooleanType,
  type DataType,
  DoubleType,
  LongType,
  StringType,
  structField,
  structType,
  TimestampType,
  WindowType,
} from '../types/data-type.ts';
import { classifyChange, fingerprint, incompatibleChange } from './fingerprint.ts';
import {
  aggregate,
  deduplicate,
  distinct,
  eventTimeWatermark,
  filter,
  join,
  type LogicalPlan,
  limit,
  project,
  streamingRelation,
} from './logical-plan.ts';

interface Variant {
  /** Added to every expression id: the same query built later in a session. */
  readonly ids: number;
  readonly delay: string;
  readonly lengthMicros: string;
  readonly key: { readonly name: string; readonly type: DataType };
  readonly aggregates: readonly string[];
  readonly action: string;
  readonly resultName: string;
  readonly format: string;
}

const DEFAULT: Variant = {
  ids: 0,
  delay: '10 minutes',
  lengthMicros: '600000000',
  key: { name: 'user_id', type: LongType },
  aggregates: ['count', 'sum'],
  action: 'purchase',
  resultName: 'total',
  format: 'kinesis',
};

function source(ids: number, format = 'kinesis', key: Variant['key'] = DEFAULT.key, sourceId = 0) {
  const types: readonly (readonly [string, DataType])[] = [
    [key.name, key.type],
    ['amount', DoubleType],
    ['t', TimestampType],
    ['action', StringType],
  ];
  const output = types.map(([name, dataType], i) => attributeReference({ name, dataType, exprId: ids + i }));
  const schema = structType(types.map(([name, type]) => structField(name, type)));
  return streamingRelation({ sourceId, format, options: {}, schema, output });
}

const columnOf = (plan: { readonly output: readonly Expr[] }, i: number): Expr =>
  plan.output[i] ?? literal(null, LongType);

/** A windowed count of purchases, with some parts changed. */
function purchases(change: Partial<Variant> = {}): LogicalPlan {
  const v = { ...DEFAULT, ...change };
  const relation = source(v.ids, v.format, v.key);
  const [key, amount, time, action] = [0, 1, 2, 3].map((i) => columnOf(relation, i)) as [Expr, Expr, Expr, Expr];
  const kept = filter(call('=', [action, literal(v.action, StringType)], { dataType: BooleanType }), relation);
  const marked = eventTimeWatermark({ eventTime: time, delayMs: 600000, delayText: v.delay, child: kept });
  const constants = [v.lengthMicros, '300000000', '0', '0'].map((n) => literal(n, LongType));
  const windowed = alias(call('__window', [time, ...constants], { dataType: WindowType }), 'window', v.ids + 10);
  const window = attributeReference({ name: 'window', exprId: v.ids + 10, dataType: WindowType });
  const results = v.aggregates.map(
    (name, i): Alias =>
      alias(
        call(name, [amount], { dataType: name === 'count' ? LongType : DoubleType }),
        i === 1 ? v.resultName : name,
        v.ids + 20 + i,
      ),
  );
  return aggregate({
    groupingExprs: [window, key],
    aggregateExprs: [window, key, ...results],
    child: project([windowed, key, amount], marked),
  });
}

test('the same query built twice has one fingerprint', () => {
  assert.equal(fingerprint(purchases()), fingerprint(purchases({ ids: 1000 })));
  assert.match(fingerprint(purchases()), /^[0-9a-f]{64}$/);
  assert.deepEqual(classifyChange(purchases(), purchases({ ids: 77 })), { compatible: true, changes: [] });
});

test('filters, projections, renames and delays may change', () => {
  const compatible: readonly [Partial<Variant>, string][] = [
    [{ action: 'refund' }, 'filters'],
    [{ delay: '1 hour' }, 'watermarks'],
    [{ resultName: 'sum_of_amount' }, 'result columns'],
    [{ key: { name: 'customer', type: LongType } }, 'result columns'],
  ];
  for (const [change, what] of compatible) {
    const result = classifyChange(purchases(), purchases(change));
    assert.equal(result.compatible, true);
    assert.deepEqual(
      result.changes.map((c) => [c.what, c.condition]),
      [[what, undefined]],
    );
    assert.equal(fingerprint(purchases(change)), fingerprint(purchases()));
  }
});

/** The refusal of a change, as the user reads it. */
function refusal(before: LogicalPlan, after: LogicalPlan): { readonly condition: string; readonly message: string } {
  const { compatible, changes } = classifyChange(before, after);
  assert.equal(compatible, false);
  assert.notEqual(fingerprint(before), fingerprint(after));
  const error = incompatibleChange(changes, '/ckpt');
  assert.ok(error);
  assert.doesNotMatch(error.message, /<\w+>/);
  return error;
}

test('what the state depends on may not, and the message shows before and after', () => {
  const refused: readonly [Partial<Variant>, string, RegExp][] = [
    [
      { key: { name: 'user_id', type: StringType } },
      'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE',
      /user_id BIGINT .* user_id STRING: grouping keys of operator 0 \(stateStoreSave\)/,
    ],
    [
      { aggregates: ['count'] },
      'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE',
      /=count\(amount\), sum\(amount\) .*=count\(amount\): aggregates/,
    ],
    [{ aggregates: ['count', 'max'] }, 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE', /max\(amount\)/],
    [{ format: 'kafka' }, 'INCOMPATIBLE_QUERY_CHANGE', /format of source 0 was \[kinesis\], and is now \[kafka\]/],
    [
      { lengthMicros: '900000000' },
      'INCOMPATIBLE_QUERY_CHANGE',
      /time windows was \[window\(10 minutes, slide 5 minutes\)\], and is now \[window\(15 minutes, slide 5 minutes\)\]/,
    ],
  ];
  for (const [change, condition, message] of refused) {
    const error = refusal(purchases(), purchases(change));
    assert.equal(error.condition, condition);
    assert.match(error.message, message);
  }
});

test('operators may not come, go or change kind', () => {
  const plain = source(0);
  const cases: readonly [LogicalPlan, LogicalPlan, string, RegExp][] = [
    [
      plain,
      distinct(plain),
      'STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY',
      /current batch: \[stateStoreSave\]/,
    ],
    [
      deduplicate([], plain),
      plain,
      'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA',
      /metadata: \[dedupe\]; .*current batch: \[none\]/,
    ],
    [
      deduplicate([], plain),
      deduplicate([], plain, true),
      'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA',
      /dedupeWithinWatermark/,
    ],
    [
      limit(3, plain),
      limit(3, distinct(plain)),
      'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA',
      /globalLimit, stateStoreSave/,
    ],
    [
      deduplicate([columnOf(plain, 0)], plain),
      deduplicate([columnOf(plain, 1)], plain),
      'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE',
      /user_id BIGINT .*amount DOUBLE/,
    ],
  ];
  for (const [before, after, condition, message] of cases) {
    const error = refusal(before, after);
    assert.equal(error.condition, condition);
    assert.match(error.message, message);
  }
  assert.equal(classifyChange(limit(3, plain), limit(5, plain)).compatible, true);
});

test('joins: type, condition and number of sources', () => {
  const [left, right] = [source(0), source(50, 'kinesis', DEFAULT.key, 1)];
  const on = (column: number) =>
    call('=', [columnOf(left, column), columnOf(right, column)], { dataType: BooleanType });
  const inner = join({ left, right, joinType: 'inner', condition: on(0) });
  assert.match(
    refusal(inner, join({ ...inner, joinType: 'leftOuter' })).message,
    /join type .*\[inner\].*\[leftOuter\]/,
  );
  assert.match(
    refusal(inner, join({ ...inner, condition: on(1) })).message,
    /\(user_id = user_id\).*\(amount = amount\)/,
  );
  const renamed = source(0, 'kinesis', { name: 'customer', type: LongType });
  const renamedOn = call('=', [columnOf(renamed, 0), columnOf(right, 0)], { dataType: BooleanType });
  assert.equal(classifyChange(inner, join({ ...inner, left: renamed, condition: renamedOn })).compatible, true);
  const { changes } = classifyChange(inner, left);
  assert.deepEqual(
    changes.filter((change) => change.condition !== undefined).map(({ what, before, after }) => [what, before, after]),
    [
      ['number of sources', '2', '1'],
      ['stateful operators', 'symmetricHashJoin', 'none'],
    ],
  );
});

test('windows and the output mode can be forced, by name only', () => {
  const [before, after] = [purchases(), purchases({ lengthMicros: '900000000' })];
  const outputMode = { before: 'append', after: 'update' };
  assert.equal(classifyChange(before, after, { allow: ['outputMode'] }).compatible, false);
  assert.equal(classifyChange(before, after, { allow: ['window'] }).compatible, true);
  const mode = classifyChange(before, before, { outputMode });
  assert.equal(mode.compatible, false);
  assert.match(
    String(incompatibleChange(mode.changes, '/c')?.message),
    /output mode was \[append\], and is now \[update\]/,
  );
  assert.equal(classifyChange(before, before, { outputMode, allow: ['outputMode'] }).compatible, true);
  assert.equal(incompatibleChange([], '/c'), undefined);
  const keys = purchases({ key: { name: 'k', type: StringType } });
  assert.equal(classifyChange(before, keys, { allow: ['window', 'outputMode', 'grouping keys'] }).compatible, false);
});
