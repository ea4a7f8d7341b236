import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeReference, call, type Expr, literal } from '../../expression/expr.ts';
import { BooleanType, dayTimeIntervalType, IntegerType, StringType, TimestampType } from '../../types/data-type.ts';
import { analyseJoinCondition } from './join-condition.ts';

const marked = { watermarkDelayMs: 1000 };
const lt = attributeReference({ name: 'lt', exprId: 1, dataType: TimestampType, metadata: marked });
const lk = attributeReference({ name: 'lk', exprId: 2, dataType: StringType });
const lv = attributeReference({ name: 'lv', exprId: 3, dataType: IntegerType });
const rt = attributeReference({ name: 'rt', exprId: 4, dataType: TimestampType, metadata: marked });
const rk = attributeReference({ name: 'rk', exprId: 5, dataType: StringType });
const bool = { dataType: BooleanType };
const seconds = (n: number) => literal(String(n * 1_000_000), dayTimeIntervalType('second', 'second'));
const plus = (a: Expr, n: number) => call('+', [a, seconds(n)], { dataType: TimestampType });
const minus = (a: Expr, n: number) => call('-', [a, seconds(n)], { dataType: TimestampType });
const and = (...args: Expr[]) => args.reduce((a, b) => call('and', [a, b], bool));
const equalKeys = call('=', [lk, rk], bool);
const analyse = (condition: Expr, right = [rt, rk]) => analyseJoinCondition(condition, [lt, lk, lv], right);

test('an interval gives each side its own bound, a millisecond earlier for inclusive ends', () => {
  const between = call('between', [lt, minus(rt, 10), plus(rt, 5)], bool);
  const { left, right } = analyse(and(equalKeys, between));
  assert.deepEqual([left?.offsetMs, right?.offsetMs], [-10_001, -5001]);
});

test('strict comparisons take nothing off', () => {
  const { left, right } = analyse(and(equalKeys, call('>', [lt, minus(rt, 10)], bool)));
  assert.deepEqual([left?.offsetMs, right], [-10_000, undefined]);
});

test('without a watermark on the other side nothing can be evicted', () => {
  const plain = attributeReference({ name: 'rt', exprId: 4, dataType: TimestampType });
  const between = call('between', [lt, minus(plain, 10), plus(plain, 5)], bool);
  const { left, right } = analyse(and(equalKeys, between), [plain, rk]);
  assert.deepEqual([left, right], [undefined, undefined]);
});

test('an equality of event times evicts both sides at the watermark', () => {
  const { left, right } = analyse(and(equalKeys, call('=', [lt, rt], bool)));
  assert.deepEqual(
    [left, right],
    [
      { eventTime: lt, offsetMs: 0 },
      { eventTime: rt, offsetMs: 0 },
    ],
  );
});

test('conjuncts over one side are kept apart', () => {
  const own = call('>', [lv, literal(3, IntegerType)], bool);
  const { leftOnly, rightOnly, both } = analyse(and(equalKeys, own));
  assert.deepEqual([leftOnly, rightOnly, both], [[own], [], [equalKeys]]);
});

test('a number above a constant counts as a time in seconds, as in Spark', () => {
  const between = call('between', [lt, minus(rt, 10), plus(rt, 5)], bool);
  const number = (name: string) => call(name, [lv, literal(3, IntegerType)], bool);
  const { left, right } = analyse(and(equalKeys, between, number('>')));
  assert.deepEqual([left?.capMs, right?.capMs], [3000, undefined]);
  assert.equal(analyse(and(equalKeys, between, number('>='))).left?.capMs, 2999);
  assert.equal(analyse(and(equalKeys, between, number('<'))).left?.capMs, undefined);
});
