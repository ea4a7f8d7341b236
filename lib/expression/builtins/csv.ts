import type { DataType, StructField } from '../../types/data-type.ts';
import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin, fail } from './define-builtin.ts';
import { convertField, type JsonReadOptions } from './from-json.ts';
import { JsonNumber, type JsonTree, jsonText } from './json-reader.ts';

/** The signs of a CSV text. */
interface Dialect {
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
  readonly nullValue: string;
}

const dialectOf = (options: JsonReadOptions): Dialect => ({
  separator: options['sep'] ?? options['delimiter'] ?? ',',
  quote: options['quote'] ?? '"',
  escape: options['escape'] ?? '\\',
  nullValue: options['nullvalue'] ?? '',
});

/** The fields of one line. Where a quote closes but no separator follows, the field is taken as it stands. */
export function csvFields(line: string, options: JsonReadOptions): readonly string[] {
  const { separator, quote, escape: mark } = dialectOf(options);
  const fields: string[] = [];
  for (let start = 0; start <= line.length; ) {
    const quoted =
      quote !== '' && line.startsWith(quote, start) ? quotedField(line, start, separator, quote, mark) : undefined;
    const next = line.indexOf(separator, start);
    const end = quoted?.end ?? (next < 0 ? line.length : next);
    const plain = line.slice(start, end);
    fields.push(
      quoted?.text ?? (quote !== '' && plain.startsWith(quote) ? plain.replaceAll(mark + quote, quote) : plain),
    );
    start = end + separator.length;
    if (end >= line.length) break;
  }
  return fields;
}

function quotedField(
  line: string,
  start: number,
  separator: string,
  quote: string,
  mark: string,
): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  for (let i = start + quote.length; i < line.length; i++) {
    if (mark !== '' && line.startsWith(mark + quote, i)) {
      text += quote;
      i += mark.length;
    } else if (line.startsWith(quote, i)) {
      const end = i + quote.length;
      return end === line.length || line.startsWith(separator, end) ? { text, end } : undefined;
    } else text += line[i];
  }
  return { text, end: line.length };
}

const INTEGRAL: readonly DataType['kind'][] = ['byte', 'short', 'integer', 'long'];

/** A field of CSV as a part of JSON. */
function asTree(text: string, type: DataType): JsonTree {
  const { kind } = type;
  if (INTEGRAL.includes(kind)) return /^[+-]?\d+$/.test(text) ? new JsonNumber(text.replace(/^\+/, '')) : text;
  if (kind === 'boolean') return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text;
  if (kind === 'binary') return Buffer.from(text, 'utf8').toString('base64');
  if (kind !== 'float' && kind !== 'double') return text;
  if (text === 'Inf' || text === '-Inf') return text.replace('Inf', 'Infinity');
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? new JsonNumber(String(Number(text))) : text;
}

const MODES: readonly string[] = ['PERMISSIVE', 'FAILFAST'];

function fromCsv(text: string, schema: string, optionText: string): string {
  const fields = JSON.parse(schema) as readonly StructField[];
  const options = JSON.parse(optionText) as JsonReadOptions;
  const mode = options['mode']?.toUpperCase() ?? 'PERMISSIVE';
  if (!MODES.includes(mode)) fail('PARSE_MODE_UNSUPPORTED', { funcName: '`from_csv`', mode });
  const corrupt = options['columnnameofcorruptrecord'] ?? '_corrupt_record';
  const read = fields.filter((field) => field.name !== corrupt);
  const comment = options['comment'];
  const values = text === '' || (comment !== undefined && text.startsWith(comment)) ? [] : csvFields(text, options);
  let malformed = text !== '' && values.length !== read.length;
  const entries = read.map((field, i) => {
    const value = values[i];
    if (value === undefined || value === (options['nullvalue'] ?? '') || value === '')
      return [field.name, null] as const;
    const converted = convertField(asTree(value, field.dataType), field.dataType, options);
    malformed ||= converted === undefined;
    return [field.name, converted ?? null] as const;
  });
  if (mode === 'FAILFAST' && malformed)
    fail('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord: '[null]', failFastMode: 'FAILFAST' });
  const kept = fields.some((field) => field.name === corrupt) ? [[corrupt, malformed ? text : null] as const] : [];
  return jsonText(new Map<string, JsonTree>([...entries, ...kept]));
}

/** A line of CSV out of texts, of which null ones are missing. */
function toCsv(values: readonly (string | null)[], optionText: string): string | null {
  const options = JSON.parse(optionText) as JsonReadOptions;
  const dialect = dialectOf(options);
  const line = values.map((value) => csvText(value, dialect, options)).join(dialect.separator);
  return line === '' ? null : line;
}

function csvText(
  value: string | null,
  { separator, quote, escape: mark, nullValue }: Dialect,
  options: JsonReadOptions,
): string {
  if (value === null) return options['quoteall'] === 'true' && nullValue !== '' ? quote + nullValue + quote : nullValue;
  const leading = options['ignoreleadingwhitespace'] === 'false' ? value : value.replace(/^[\0- ]+/, '');
  const text = options['ignoretrailingwhitespace'] === 'false' ? leading : leading.replace(/[\0- ]+$/, '');
  if (text === '') return options['emptyvalue'] ?? '""';
  const needed = options['quoteall'] === 'true' || [separator, quote, '\n', '\r'].some((part) => text.includes(part));
  if (!needed) return text;
  const escapedMarks = text.replaceAll(mark + quote, mark + mark + quote);
  return quote + escapedMarks.replaceAll(quote, mark + quote) + quote;
}

/** CSV lines into values and out of them. */
export const csvBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_from_csv(VARCHAR, VARCHAR, VARCHAR) VARCHAR', fromCsv),
  builtin('mr_to_csv(VARCHAR[], VARCHAR) VARCHAR', toCsv),
];
