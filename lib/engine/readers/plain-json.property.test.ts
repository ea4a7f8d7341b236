import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Executor } from '../../contracts/executor.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import {
  arrayType,
  BooleanType,
  DateType,
  DoubleType,
  decimalType,
  LongType,
  StringType,
  type StructType,
  TimestampType,
} from '../../types/data-type.ts';
import { executorFixture, schemaOf } from '../executor-fixture.ts';

const SCHEMA = schemaOf({
  l: LongType,
  d: DoubleType,
  s: StringType,
  t: TimestampType,
  day: DateType,
  b: BooleanType,
  n: decimalType(10, 2),
  a: arrayType(LongType),
});

const value = fc.oneof(
  fc.constantFrom(
    '1',
    '-7',
    '1.5',
    '1e3',
    '12345678901234567890',
    '01',
    'true',
    'null',
    'NaN',
    '-Infinity',
    '[]',
    '[1,2]',
    '[1,]',
    '{}',
  ),
  fc.constantFrom(
    '{"x":1}',
    '{"x":1,}',
    '{"x":1,"x":2}',
    '"text"',
    '"1"',
    '"1.5"',
    '"NaN"',
    '"{\\"x\\":1}"',
    '"[1]"',
    '"\\u00e9\\n"',
    "'s'",
  ),
  fc.constantFrom(
    '"2024-01-02"',
    '"2024-01-02T03:04:05Z"',
    '"2024-01-02T24:00:00Z"',
    '"2024-01-02 03:04:05.678"',
    '"2024-13-01"',
  ),
  fc.constantFrom(
    '"2024-01-02T03:04:05.123456Z"',
    '"2024-01-02T03:04:05+02:00"',
    '20240102',
    '"éü"',
    '""',
    '", }"',
    '1.0',
    '0.1',
  ),
);
const name = fc.constantFrom(...SCHEMA.fields.map((field) => field.name), 'other', 'L', 'pad');
const blank = fc.constantFrom('', '', '', '', ' ', '\t');
const field = fc.tuple(name, value, blank).map(([key, text, space]) => `"${key}":${space}${text}`);
const record = fc
  .tuple(fc.array(field, { maxLength: 4 }), fc.constantFrom(',', ',', ',', ', ', ',\r'), blank)
  .map(([fields, comma, space]) => `{${fields.join(comma)}${space}}`);
const oddity = fc.constantFrom(
  '',
  '  ',
  'null',
  '[]',
  '[{"l":1}]',
  '5',
  '"x"',
  '{"l":1',
  '{"l":1}{"l":2}',
  '{"l":1} x',
  '{"l":1,}',
  '{l:1}',
  '\ufeff{"l":1}',
  '{"l":1}\r',
  '{"l":1}\u0000',
);
const line = fc.oneof({ weight: 4, arbitrary: record }, { weight: 1, arbitrary: oddity });
const content = fc
  .tuple(fc.array(line, { maxLength: 3 }), fc.constantFrom('\n', '\n', '\r\n', '\r'))
  .map(([lines, end]) => lines.join(end));
const FILES = 12;

async function difference(executor: Executor, schema: StructType): Promise<unknown> {
  const columns = schema.fields.map(({ name: column }) => column).join(', ');
  const minus = (a: string, b: string) => `SELECT ${columns} FROM ${a} EXCEPT ALL SELECT ${columns} FROM ${b}`;
  return executor.query(`(${minus('quick', 'careful')}) UNION ALL (${minus('careful', 'quick')})`, schema);
}

test('the quick way reads what the careful one reads, or leaves the file to it', (context) =>
  checkProperty(fc.array(content, { minLength: FILES, maxLength: FILES }), async (contents) => {
    const { executor, file } = await executorFixture(context);
    for (const text of contents) {
      const files = [{ path: file('input.json', text), partitionValues: {} }];
      const input = { kind: 'files', format: 'json', options: {}, files } as const;
      const { isStored } = await executor.bindInput('input', SCHEMA, input, { table: 'quick' });
      if (!isStored) continue;
      await executor.bindInput('careful', SCHEMA, input);
      assert.deepEqual(await difference(executor, SCHEMA), [], JSON.stringify(text));
    }
  }));

test('ordinary records go the quick way, doubtful ones do not', async (context) => {
  const { executor, file } = await executorFixture(context);
  const takes = async (text: string, options = {}): Promise<boolean> => {
    const files = [{ path: file('input.json', text), partitionValues: {} }];
    const { isStored } = await executor.bindInput(
      'input',
      SCHEMA,
      { kind: 'files', format: 'json', options, files },
      { table: 'quick' },
    );
    return isStored;
  };
  assert.ok(
    await takes(
      '{"l":1,"d":2.5,"s":"x","t":"2024-01-02T03:04:05Z","day":"2024-01-02","b":true,"n":1.25,"a":[1,2]}\r\n',
    ),
  );
  for (const doubtful of [
    '{"l":1,}',
    '{"l":1, }',
    '{"a":[1,]}',
    '{"l":1,"l":2}',
    '{"l":"1"}',
    '{"l":1',
    '{}',
    'null',
    '{"l":1}\r{"l":2}',
  ])
    assert.ok(!(await takes(doubtful)), doubtful);
  assert.ok(!(await takes('{"l":1}', { lineSep: '|' })));
});
