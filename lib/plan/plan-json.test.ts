import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnalysisError } from '../errors/index.ts';
import {
  alias,
  attributeReference,
  call,
  caseWhen,
  cast,
  getStructField,
  implicitCast,
  lambdaFunction,
  lambdaVariable,
  literal,
  multiAlias,
  sortOrder,
  subqueryExpr,
  unresolvedAttribute,
  unresolvedStar,
} from '../expression/expr.ts';
import * as types from '../types/data-type.ts';
import type { Json } from '../util/json.ts';
import * as plans from './logical-plan.ts';
import { planFromJson, planToJson } from './plan-json.ts';

const everyType: readonly types.DataType[] = [
  types.NullType,
  types.BooleanType,
  types.ByteType,
  types.ShortType,
  types.IntegerType,
  types.LongType,
  types.FloatType,
  types.DoubleType,
  types.StringType,
  types.BinaryType,
  types.DateType,
  types.TimestampType,
  types.TimestampNtzType,
  types.CalendarIntervalType,
  types.decimalType(10, 2),
  types.dayTimeIntervalType('hour', 'second'),
  types.yearMonthIntervalType(),
  types.mapType(types.StringType, types.arrayType(types.LongType)),
  types.WindowType,
];
const columns = everyType.map((dataType, exprId) =>
  attributeReference({ name: `c${exprId}`, exprId, dataType, qualifier: ['s'], nullable: exprId % 2 === 0 }),
);
const schema = types.structType(columns.map((c) => types.structField(c.name, c.dataType, c.nullable)));
const yes = literal(true, types.BooleanType);
const time = attributeReference({
  name: 'window',
  exprId: 90,
  dataType: types.WindowType,
  metadata: { watermarkDelayMs: 10, timeWindow: 'window' },
});
const stream = plans.streamingRelation({
  sourceId: 3,
  format: 'rate',
  options: { rowsPerSecond: '1' },
  schema,
  output: columns,
});
const local = plans.localRelation(
  [[literal(null, types.StringType), literal({ months: 1, days: 2, microseconds: '3' }, types.CalendarIntervalType)]],
  columns.slice(0, 2),
);
const everyExpr = [
  yes,
  unresolvedAttribute('s', 'k'),
  unresolvedStar('s'),
  time,
  alias(time, 'w', 91, { timeWindow: 'session_window' }),
  multiAlias(call('explode', [time]), ['k', 'v']),
  call('sum', [time], { distinct: true, filter: yes, dataType: types.LongType, nullable: false }),
  cast(time, types.StringType, 'try'),
  implicitCast(time, types.LongType, 'ansi'),
  caseWhen([{ condition: yes, value: time }], yes),
  caseWhen([{ condition: yes, value: time }]),
  getStructField(time, 'start'),
  lambdaFunction(['x'], lambdaVariable('x', 1, types.LongType)),
  subqueryExpr('in', plans.distinct(local), [time]),
  sortOrder(time, 'desc'),
];
const everyPlan: readonly plans.LogicalPlan[] = [
  plans.unresolvedRelation('db', 't'),
  stream,
  plans.staticRelation({ format: 'csv', options: {}, schema, output: columns }),
  local,
  plans.subqueryAlias('s', stream, ['a']),
  plans.withCtes([{ name: 'c', columnNames: [], plan: local }], stream),
  plans.project(everyExpr, stream),
  plans.filter(yes, stream, true),
  plans.aggregate({ groupingExprs: [time], aggregateExprs: [time], child: stream, groupingSets: [[0], []] }),
  plans.aggregate({ groupingExprs: [], aggregateExprs: [], child: stream }),
  plans.expand({ projections: [[time], [yes]], output: [time], child: stream }),
  plans.generate({ generator: yes, child: stream, qualifier: 't', output: columns, outer: true }),
  plans.join({ left: stream, right: local, joinType: 'leftOuter', condition: yes, using: ['a'], variant: 'notIn' }),
  plans.join({ left: stream, right: local, joinType: 'cross' }),
  plans.union([stream, stream], true, columns),
  plans.eventTimeWatermark({ eventTime: time, delayMs: 5, delayText: '5 ms', child: stream }),
  plans.deduplicate([time], stream, true),
  plans.distinct(stream),
  plans.sort([sortOrder(time)], stream),
  plans.limit(undefined, stream, 3),
  plans.collectMetrics('m', [yes], stream),
];

const isFrozenThrough = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Object.isFrozen(value) && Object.values(value).every(isFrozenThrough));

test('every node comes back from JSON text as it was, frozen through', () => {
  for (const plan of everyPlan) {
    const back = planFromJson(JSON.parse(JSON.stringify(planToJson(plan))) as Json);
    assert.deepStrictEqual(back, plan);
    assert.ok(isFrozenThrough(back), plan.kind);
  }
  assert.equal(new Set(everyPlan.map((plan) => plan.kind)).size, 19);
});

test('what is not a plan is refused with the place and what was expected', () => {
  const wrong: readonly [Json, RegExp][] = [
    [null, /plan\.kind should be a kind of plan, but is missing/],
    [{ kind: 'Teleport' }, /plan\.kind should be a kind of plan, but is "Teleport"/],
    [{ kind: 'toString' }, /but is "toString"/],
    [{ kind: 'Limit', offset: 0, child: { kind: 'Distinct' } }, /plan\.child\.child\.kind .* missing/],
    [
      { kind: 'Filter', condition: { kind: 'Literal', value: 1, dataType: { kind: 'money' } } },
      /condition\.dataType\.kind/,
    ],
    [
      { ...(planToJson(plans.filter(yes, local)) as object), having: 'no' },
      /plan\.having should be true or false, but is "no"/,
    ],
    [{ kind: 'UnresolvedRelation', nameParts: ['a', 1] }, /plan\.nameParts\[1\] should be a string, but is 1/],
    [{ kind: 'UnresolvedRelation', nameParts: 'a' }, /plan\.nameParts should be a list/],
    [{ ...(planToJson(stream) as object), options: [] }, /plan\.options should be an object/],
    [{ ...(planToJson(stream) as object), sourceId: '3' }, /plan\.sourceId should be a number/],
    [
      { ...(planToJson(everyPlan[12] ?? local) as object), joinType: 'sideways' },
      /plan\.joinType should be one of inner, /,
    ],
  ];
  for (const [json, message] of wrong)
    assert.throws(
      () => planFromJson(json),
      (error) => {
        assert.ok(error instanceof AnalysisError);
        assert.equal(error.condition, 'INVALID_PLAN_JSON');
        assert.match(error.message, message);
        return true;
      },
    );
});

test('a plan that holds more than data cannot be stored', () => {
  const plan = plans.staticRelation({
    format: 'csv',
    options: { f: (() => 1) as unknown as string },
    schema,
    output: [],
  });
  assert.throws(() => planToJson(plan), /plan\.options\.f holds/);
});
