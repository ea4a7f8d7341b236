import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnalysisError } from '../errors/index.ts';
import {
  arrayType,
  BooleanType,
  DateType,
  DoubleType,
  IntegerType,
  LongType,
  StringType,
  simpleString,
  TimestampType,
} from '../types/data-type.ts';
import { commonType, comparisonType } from './coercion.ts';
import { attributeReference, call, type Expr } from './expr.ts';
import { resolveCall } from './function-registry.ts';
import { contextOf } from './recorded/expression.fixture.ts';

const [ansi, legacy] = [contextOf(), contextOf('UTC', false)];
const column = (name: string, dataType: Parameters<typeof arrayType>[0]): Expr =>
  attributeReference({ name, exprId: 1, dataType });
const text = column('k', StringType);
const number = column('v', IntegerType);

test('text beside a number is read as BIGINT or DOUBLE under ANSI, and otherwise by the operation', () => {
  assert.equal(comparisonType(StringType, IntegerType, ansi), LongType);
  assert.equal(comparisonType(StringType, DoubleType, ansi), DoubleType);
  assert.equal(comparisonType(StringType, IntegerType, legacy), IntegerType);
  assert.equal(commonType([StringType, IntegerType], ansi), LongType);
  assert.equal(commonType([StringType, IntegerType], legacy), StringType);
});

test('dates widen to timestamps, inside arrays too; structures of different shape have nothing in common', () => {
  assert.equal(
    simpleString(commonType([arrayType(DateType), arrayType(TimestampType)], ansi) ?? StringType),
    'array<timestamp>',
  );
  assert.equal(commonType([arrayType(DateType), DateType], ansi), undefined);
});

test('a refusal names the expression, the parameter and both types', () => {
  const resolve =
    (name: string, ...args: Expr[]) =>
    () =>
      resolveCall(call(name, args), ansi);
  const message = (start: string) => (error: unknown) =>
    error instanceof AnalysisError && error.message.startsWith(start);
  assert.throws(
    resolve('+', number, column('b', BooleanType)),
    message('[DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES] Cannot resolve "(v + b)"'),
  );
  assert.throws(
    resolve('upper', column('a', arrayType(IntegerType))),
    message(
      '[DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE] Cannot resolve "upper(a)" due to data type mismatch: The first parameter requires the "STRING" type, however "a" has the type "ARRAY<INT>".',
    ),
  );
  assert.throws(
    resolve('substring', text),
    message(
      '[WRONG_NUM_ARGS.WITHOUT_SUGGESTION] The `substring` requires [2, 3] parameters but the actual number is 1.',
    ),
  );
  const unknown = (name: string, remedy: string) => ({
    message: `[UNRESOLVED_ROUTINE] Cannot resolve routine \`${name}\` on search path [\`system\`.\`builtin\`, \`system\`.\`session\`, \`spark_catalog\`.\`default\`].\n${remedy}`,
  });
  const none =
    'Millrace has no such function, nor one of nearly that name; docs/functions.md lists those it has. One of your own is made by udf(…), and session.udf.register makes it known to SQL.';
  assert.throws(resolve('frobnicate', text), unknown('frobnicate', none));
  assert.throws(resolve('nofn', text), unknown('nofn', none));
  assert.throws(resolve('datetrunc', text), unknown('datetrunc', 'Did you mean date_trunc?'));
  assert.throws(resolve('greatest', number, text), message('[DATATYPE_MISMATCH.DATA_DIFF_TYPES]'));
});

test('a function of the user is checked and cast to, and found by its name in any case', () => {
  const userFunctions = new Map([['score', { argumentTypes: [DoubleType], returnType: StringType }]]);
  const resolved = resolveCall(call('Score', [number]), { ...ansi, userFunctions });
  assert.equal(resolved.dataType, StringType);
  assert.deepEqual(
    resolved.args.map((arg) => arg.kind),
    ['Cast'],
  );
  assert.throws(() => resolveCall(call('score', []), { ...ansi, userFunctions }), AnalysisError);
});
