import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryStartError } from '../errors/index.ts';
import { NON_NEGATIVE_INT, option, POSITIVE_INT, pickOptions, readOptions, requireOption } from './options.ts';

const table = {
  flag: option.boolean(false, 'a flag'),
  count: option.integer(POSITIVE_INT, undefined, 'how many'),
  cached: option.integer(NON_NEGATIVE_INT, 10, 'how many are kept'),
  share: option.ratio(0.2, 'which part'),
  maxAge: option.duration(7 * 86_400_000, 'ms', 'how old'),
  cleanSource: option.oneOf(['archive', 'delete', 'off'], 'off', 'what happens to a file that was read'),
  path: option.text(undefined, 'where the data is'),
};
const read = (options: Record<string, string>) => readOptions('test source', table, options);

test('defaults are filled in', () => {
  assert.deepEqual(read({}), {
    flag: false,
    count: undefined,
    cached: 10,
    share: 0.2,
    maxAge: 604_800_000,
    cleanSource: 'off',
    path: undefined,
  });
});

test('names and words are read whatever their letter case', () => {
  const values = read({ FLAG: 'TRUE', Count: '3', MAXAGE: '2h', cleansource: 'ARCHIVE', share: '1', cached: '0' });
  assert.deepEqual(
    [values.flag, values.count, values.maxAge, values.cleanSource, values.share, values.cached],
    [true, 3, 7_200_000, 'archive', 1, 0],
  );
});

test('times are read as Spark reads them, and as interval text', () => {
  const cases: Record<string, number> = {
    '7d': 604_800_000,
    '10': 10,
    '50s': 50_000,
    '5min': 300_000,
    '5m': 300_000,
    '250us': 0,
    '10 minutes': 600_000,
    '1 day 2 hours': 93_600_000,
  };
  for (const [text, ms] of Object.entries(cases)) assert.equal(read({ maxAge: text }).maxAge, ms, text);
});

test('a bad value is refused in the words of Spark, with what is allowed', () => {
  const cases: [string, string, string][] = [
    ['count', '0', 'must be a positive integer'],
    ['count', 'abc', 'must be a positive integer'],
    ['count', '99999999999', 'must be a positive integer'],
    ['count', ' 5 ', 'must be a positive integer'],
    ['cached', '-1', 'must be an integer greater than or equal to 0'],
    ['share', '1.5', 'must be a positive float between 0 and 1'],
    ['flag', 'maybe', "must be 'true' or 'false'"],
    ['cleanSource', 'foo', 'must be one of archive, delete, off'],
    ['maxAge', '-5s', 'must not be negative'],
  ];
  for (const [name, value, why] of cases) {
    assert.throws(
      () => read({ [name]: value }),
      (error) =>
        error instanceof QueryStartError &&
        error.condition === 'INVALID_OPTION' &&
        error.message.includes(`The value "${value}" of option "${name}" of the test source is not valid: ${why}.`) &&
        error.message.includes('Allowed: '),
      `${name}=${value}`,
    );
  }
  assert.throws(() => read({ maxAge: 'xx' }), { condition: 'INVALID_OPTION' });
});

test('an unknown option is refused with the nearest known one', () => {
  assert.throws(
    () => read({ cleanSorce: 'off' }),
    (error) =>
      error instanceof QueryStartError &&
      error.condition === 'UNKNOWN_OPTION' &&
      error.message.includes('The test source has no option "cleanSorce".\nDid you mean "cleanSource"?'),
  );
});

test('a required option that is missing is named with its description', () => {
  assert.equal(requireOption('test source', table, read({ path: '/in' }), 'path'), '/in');
  assert.throws(() => requireOption('test source', table, read({}), 'path'), {
    condition: 'MISSING_OPTION',
    message: /needs the option "path"[\s\S]*where the data is/,
  });
});

test('picked options get their listed names', () => {
  assert.deepEqual(pickOptions(['sep', 'Header'], { SEP: ';', header: 'true', other: 'x' }), {
    sep: ';',
    Header: 'true',
  });
});
