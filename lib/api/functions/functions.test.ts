import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Call, call, literal, unresolvedAttribute } from '../../expression/expr.ts';
import { lookupFunction } from '../../expression/function-registry.ts';
import { DoubleType, IntegerType, NullType, StringType } from '../../types/data-type.ts';
import type { Column } from '../column.ts';
import type { ColumnContext } from '../column-context.ts';
import * as functions from './index.ts';

const CONTEXT: ColumnContext = {
  parseExpression: (text) => call('parsed', [literal(text, StringType)]),
  registerFunction: () => undefined,
};
const exprOf = (column: Column<unknown>) => column.toExpr(CONTEXT);
const attribute = unresolvedAttribute('a');
const text = (value: string) => literal(value, StringType);
const int = (value: number) => literal(value, IntegerType);

/** Exports that make something else than a call of a function of their name. */
const NOT_CALLS = [
  ...['asc', 'ascNullsFirst', 'ascNullsLast', 'desc', 'descNullsFirst', 'descNullsLast'],
  ...['CaseColumn', 'broadcast', 'callFunction', 'col', 'column', 'expr', 'lit', 'when'],
];

/** What functions take, other than a column and the name of another. */
const same = (x: Column<unknown>) => x;
const a = functions.col('a');
const ARGUMENTS: readonly (readonly [names: readonly string[], args: readonly unknown[]])[] = [
  [
    ['fromJson', 'fromCsv'],
    [a, 'a INT'],
  ],
  [
    ['transform', 'filter', 'exists', 'forall', 'mapFilter', 'transformKeys', 'transformValues', 'arraySort'],
    [a, same],
  ],
  [
    ['aggregate', 'reduce', 'zipWith', 'mapZipWith'],
    [a, 'b', same],
  ],
  [['convertTimezone'], [a, 'b', 'c']],
  [
    ['timestampAdd', 'timestampDiff'],
    ['HOUR', a, 'b'],
  ],
];

test('every function calls one that the engine has', () => {
  const unknown = Object.entries(functions)
    .filter(([name]) => !NOT_CALLS.includes(name))
    .flatMap(([name, make]) => {
      const args = ARGUMENTS.find(([names]) => names.includes(name))?.[1] ?? [a, 'b'];
      const expr = exprOf((make as (...args: readonly unknown[]) => Column<unknown>)(...args));
      const called = expr.kind === 'Alias' ? expr.child : expr;
      assert.equal(called.kind, 'Call', name);
      return called.kind === 'Call' && lookupFunction(called.name.replace(/_outer$/, '')) !== undefined ? [] : [name];
    });
  assert.deepEqual(unknown, []);
});

test('a time that has a name is that time in a window', () => {
  const [time] = (exprOf(functions.window(functions.windowTime('a'), '1 hour')) as Call).args;
  assert.deepEqual(time, call('window_time', [attribute]));
  const [start] = (exprOf(functions.sessionWindow(functions.windowTime('a'), '1 hour')) as Call).args;
  assert.deepEqual(start, call('window_time', [attribute]));
});

test('strings are names of columns, other arguments literals in the order of Spark', () => {
  assert.deepEqual(exprOf(functions.substring('a', 1, 2)), call('substring', [attribute, int(1), int(2)]));
  assert.deepEqual(exprOf(functions.dateTrunc('hour', 'a')), call('date_trunc', [text('hour'), attribute]));
  assert.deepEqual(exprOf(functions.concatWs('-', 'a', 'a')), call('concat_ws', [text('-'), attribute, attribute]));
  assert.deepEqual(exprOf(functions.trim('a', 'x')), call('trim', [text('x'), attribute]));
  assert.deepEqual(exprOf(functions.toDate('a')), call('to_date', [attribute]));
  assert.deepEqual(exprOf(functions.dateAdd('a', 3)), call('date_add', [attribute, int(3)]));
  assert.deepEqual(exprOf(functions.pow('a', 0.5)), call('pow', [attribute, literal(0.5, DoubleType)]));
  assert.deepEqual(exprOf(functions.callFunction('Foo', 'a')), call('foo', [attribute]));
  assert.deepEqual(exprOf(functions.expr('a + 1')), call('parsed', [text('a + 1')]));
  assert.deepEqual(
    exprOf(functions.fromJson('a', { b: 'INT' }, { mode: 'FAILFAST' })),
    call('from_json', [attribute, text('b INT'), call('map', [text('mode'), text('FAILFAST')])]),
  );
});

test('numbers are literals where Spark takes them, and what is left out is no argument or a default', () => {
  const cases: readonly [Column<unknown>, ReturnType<typeof call>][] = [
    [functions.log(2, 'a'), call('log', [literal(2, DoubleType), attribute])],
    [functions.log('a'), call('log', [attribute])],
    [functions.pmod('a', 3), call('pmod', [attribute, int(3)])],
    [functions.hypot(1.5, 'a'), call('hypot', [literal(1.5, DoubleType), attribute])],
    [functions.widthBucket('a', 'a', 'a', 4), call('width_bucket', [attribute, attribute, attribute, int(4)])],
    [functions.overlay('a', 'a', 1), call('overlay', [attribute, attribute, int(1), int(-1)])],
    [functions.btrim('a'), call('btrim', [attribute])],
    [
      functions.mask('a', undefined, 'a'),
      call('mask', [attribute, text('X'), attribute, text('n'), literal(null, NullType)]),
    ],
    [functions.formatString('%s', 'a'), call('format_string', [text('%s'), attribute])],
    [
      functions.regexpExtractAll('a', functions.lit('b'), 0),
      call('regexp_extract_all', [attribute, text('b'), int(0)]),
    ],
    [functions.encode('a', 'UTF-8'), call('encode', [attribute, text('UTF-8')])],
  ];
  for (const [column, expected] of cases) assert.deepEqual(exprOf(column), expected);
});

test('aggregates carry DISTINCT and IGNORE NULLS', () => {
  assert.deepEqual(exprOf(functions.count('*')), call('count', [int(1)]));
  assert.deepEqual(
    exprOf(functions.countDistinct('a', 'a')),
    call('count', [attribute, attribute], { distinct: true }),
  );
  assert.deepEqual(exprOf(functions.first('a', true)), call('first', [attribute], { ignoreNulls: true }));
});

test('a window takes its slide and its start only where they say something', () => {
  const durations = (column: Column<unknown>) => {
    const expr = exprOf(column);
    return expr.kind === 'Call' && expr.args.slice(1).map((arg) => arg.kind === 'Literal' && arg.value);
  };
  assert.deepEqual(durations(functions.window('a', '10 minutes')), ['10 minutes']);
  assert.deepEqual(durations(functions.window('a', '10 minutes', '5 minutes')), ['10 minutes', '5 minutes']);
  assert.deepEqual(durations(functions.window('a', '1 hour', '1 hour', '15 minutes')), [
    '1 hour',
    '1 hour',
    '15 minutes',
  ]);
  assert.deepEqual(durations(functions.sessionWindow('a', '5 minutes')), ['5 minutes']);
});
