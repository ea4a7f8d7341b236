import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readerOptions, validateReaderOptions, validateWriterOptions, writerOptions } from './format-options.ts';

test('the options of every format are listed', () => {
  assert.deepEqual(Object.keys(readerOptions), ['csv', 'json', 'parquet', 'text']);
  assert.deepEqual(Object.keys(writerOptions), ['csv', 'json', 'parquet', 'text']);
  assert.ok(readerOptions['csv']?.includes('enforceSchema'));
  assert.ok(writerOptions['csv']?.includes('quoteAll'));
});

test('an unknown option is refused with the nearest known one', () => {
  assert.throws(() => validateReaderOptions('csv', { heder: 'true' }), {
    condition: 'UNKNOWN_OPTION',
    message:
      /The csv reader has no option "heder"[\s\S]*Did you mean "header"\? Nearest of \d+: header, [^.]*\. All of them: https:/,
  });
  assert.throws(() => validateWriterOptions('parquet', { header: 'true' }), { condition: 'UNKNOWN_OPTION' });
});

test('letter case of names and values does not matter', () => {
  validateReaderOptions('json', { MULTILINE: 'TRUE', mode: 'failfast', Encoding: 'utf-8' });
  validateWriterOptions('csv', { Header: 'True' });
});

const NOT_CARRIED_OUT: readonly (readonly [format: string, name: string, value: string])[] = [
  ['csv', 'encoding', 'ISO-8859-1'],
  ['csv', 'samplingRatio', '0'],
  ['csv', 'unescapedQuoteHandling', 'RAISE_ERROR'],
  ['csv', 'maxCharsPerColumn', '3'],
  ['csv', 'maxColumns', 'many'],
  ['csv', 'locale', 'de-DE'],
  ['json', 'charset', 'UTF-16'],
  ['json', 'mode', 'LENIENT'],
  ['json', 'samplingRatio', 'all'],
  ['json', 'multiLine', 'yes'],
  ['parquet', 'int96RebaseMode', 'LEGACY'],
];

for (const [format, name, value] of NOT_CARRIED_OUT)
  test(`${name}=${value} of ${format} is refused`, () => {
    assert.throws(() => validateReaderOptions(format, { [name]: value }), {
      condition: 'INVALID_OPTION',
      message: new RegExp(`"${value}" of option "${name}"`),
    });
  });
