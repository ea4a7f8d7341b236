import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnalysisError } from '../errors/index.ts';
import {
  type AttributeReference,
  alias,
  attributeReference,
  call,
  literal,
  unresolvedStar,
} from '../expression/expr.ts';
import {
  BooleanType,
  IntegerType,
  LongType,
  StringType,
  structField,
  structType,
  TimestampType,
} from '../types/data-type.ts';
import * as plans from './logical-plan.ts';
import { isStreaming, outputOf, schemaOf } from './output.ts';

const k = attributeReference({ name: 'k', exprId: 1, dataType: StringType, nullable: false, qualifier: ['s'] });
const t = attributeReference({ name: 't', exprId: 2, dataType: TimestampType });
const stream = plans.streamingRelation({
  sourceId: 0,
  format: 'rate',
  options: {},
  schema: structType([]),
  output: [k, t],
});
const x = attributeReference({ name: 'x', exprId: 3, dataType: LongType, nullable: false });
const local = plans.localRelation([], [x]);
const named = (attributes: readonly AttributeReference[]) => attributes.map((a) => `${a.name}${a.nullable ? '?' : ''}`);

test('a select list gives attributes with types; metadata travels through plain columns and aliases only', () => {
  const marked = plans.eventTimeWatermark({ eventTime: t, delayMs: 5, delayText: '5 ms', child: stream });
  const [, time = t] = outputOf(marked);
  assert.deepEqual(time.metadata, { watermarkDelayMs: 5 });
  const window = alias(call('__window', [time], { dataType: TimestampType }), 'w', 9, { timeWindow: 'window' });
  const plan = plans.project([alias(time, 'u', 8), window, time, alias(literal(null, IntegerType), 'n', 7)], marked);
  assert.deepEqual(
    outputOf(plan).map((a) => [a.name, a.exprId, a.dataType.kind, a.nullable, a.metadata]),
    [
      ['u', 8, 'timestamp', true, { watermarkDelayMs: 5 }],
      ['w', 9, 'timestamp', true, { timeWindow: 'window' }],
      ['t', 2, 'timestamp', true, { watermarkDelayMs: 5 }],
      ['n', 7, 'integer', true, {}],
    ],
  );
});

test('a second watermark takes the place of the first', () => {
  const other = attributeReference({ ...t, name: 'u', exprId: 4 });
  const child = plans.localRelation(
    [],
    [attributeReference({ ...t, metadata: { watermarkDelayMs: 9, timeWindow: 'window' } }), other],
  );
  const plan = plans.eventTimeWatermark({ eventTime: other, delayMs: 5, delayText: '5 ms', child });
  assert.deepEqual(
    outputOf(plan).map((a) => a.metadata),
    [{ timeWindow: 'window' }, { watermarkDelayMs: 5 }],
  );
});

test('joins: outer sides become nullable, semi and anti keep the left only', () => {
  const expected: Record<plans.JoinType, readonly string[]> = {
    inner: ['k', 't?', 'x'],
    cross: ['k', 't?', 'x'],
    leftOuter: ['k', 't?', 'x?'],
    rightOuter: ['k?', 't?', 'x'],
    fullOuter: ['k?', 't?', 'x?'],
    leftSemi: ['k', 't?'],
    leftAnti: ['k', 't?'],
  };
  for (const [joinType, names] of Object.entries(expected))
    assert.deepEqual(
      named(outputOf(plans.join({ left: stream, right: local, joinType: joinType as plans.JoinType }))),
      names,
    );
});

test('aliases rename and qualify; a lateral view adds its columns', () => {
  const aliased = plans.subqueryAlias('a', stream, ['key']);
  assert.deepEqual(
    outputOf(aliased).map((a) => [a.name, a.exprId, a.qualifier]),
    [
      ['key', 1, ['a']],
      ['t', 2, ['a']],
    ],
  );
  const outer = plans.generate({ generator: k, outer: true, qualifier: 'g', output: [x], child: stream });
  assert.deepEqual(named(outputOf(outer)), ['k', 't?', 'x?']);
  assert.deepEqual(outputOf(outer)[2]?.qualifier, ['g']);
});

test('other nodes pass their input or their own output through', () => {
  const same = [
    plans.filter(literal(true, BooleanType), stream),
    plans.sort([], stream),
    plans.limit(1, stream),
    plans.distinct(stream),
    plans.deduplicate([], stream),
    plans.withCtes([], stream),
    plans.collectMetrics('m', [], stream),
    plans.union([stream, stream], false, stream.output),
  ];
  for (const plan of same) assert.deepEqual(outputOf(plan), [k, t]);
  assert.deepEqual(
    schemaOf(stream),
    structType([structField('k', StringType, false), structField('t', TimestampType)]),
  );
  assert.equal(isStreaming(plans.join({ left: local, right: plans.distinct(stream), joinType: 'inner' })), true);
  assert.equal(isStreaming(plans.distinct(local)), false);
});

test('an unresolved plan has no output yet', () => {
  assert.throws(() => outputOf(plans.unresolvedRelation('a', 'b')), { condition: 'TABLE_OR_VIEW_NOT_FOUND' });
  assert.throws(() => outputOf(plans.project([unresolvedStar()], local)), AnalysisError);
  assert.throws(
    () => outputOf(plans.project([alias(k, 'k')], local)),
    /unresolved or unnamed expression of kind Alias/,
  );
});
