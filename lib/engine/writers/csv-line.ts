import { bigDecimalText, doubleText, floatText } from '../../expression/builtins/number-text.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { type Row, Timestamp, type Value } from '../../types/value.ts';
import { csvDialect } from '../readers/csv-dialect.ts';
import { flag, option } from '../readers/record-options.ts';
import { type TimePrinters, timePrinters } from './time-text.ts';

type Options = Readonly<Record<string, string>>;

/** Prints lines of CSV; undefined for a row that comes out empty, which Spark leaves out. */
export interface CsvPrinter {
  readonly header: string;
  readonly line: (row: Row) => string | undefined;
}

const TEXTS: Partial<Record<DataType['kind'], (value: Value, times: TimePrinters) => string>> = {
  float: (value) => floatText(value as number),
  double: (value) => doubleText(value as number),
  decimal: (value) => bigDecimalText(value as string),
  binary: (value) =>
    `[${[...(value as Uint8Array)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ')}]`,
  date: (value, times) => times.date(value as string),
  timestamp: (value, times) => times.timestamp(Timestamp.fromDate(value as Timestamp)),
  timestamp_ntz: (value, times) => times.timestampNtz(value as string),
};

/** The printer of a schema in the dialect of the options, with the defaults of Spark's writer. */
export function csvPrinter(schema: StructType, options: Options, timeZone: string): CsvPrinter {
  const times = timePrinters(options, timeZone);
  const { separator } = csvDialect(options);
  const cell = cellPrinter(options);
  const texts = schema.fields.map(({ dataType }) => TEXTS[dataType.kind] ?? String);
  return {
    header: schema.fields.map((field, index) => cell(field.name, index)).join(separator),
    line: (row) => {
      const cells = texts.map((text, index) => {
        const value = row[index] ?? null;
        return cell(value === null ? undefined : text(value, times), index);
      });
      const line = cells.join(separator);
      return line === '' ? undefined : line;
    },
  };
}

/** Prints one cell; undefined is null. */
function cellPrinter(options: Options): (text: string | undefined, column: number) => string {
  const { separator, quote, escapeChar, escapeEscape, comment } = csvDialect(options);
  const nullValue = option(options, 'nullValue') ?? '';
  const emptyValue = option(options, 'emptyValue') ?? `${quote ?? ''}${quote ?? ''}`;
  const quotesAll = flag(options, 'quoteAll', false);
  const quotesQuotes = flag(options, 'escapeQuotes', true);
  const trim = trimmer(options);
  const quoted = (text: string): string => {
    let inner = '';
    for (const char of text) {
      if (char === quote) inner += escapeChar;
      else if (char === escapeChar && escapeEscape !== undefined) inner += escapeEscape;
      inner += char;
    }
    return `${quote}${inner}${quote}`;
  };
  const needsQuotes = (text: string, column: number): boolean =>
    text.includes(separator) ||
    /[\r\n]/.test(text) ||
    (quotesQuotes && quote !== undefined && text.includes(quote)) ||
    (column === 0 && comment !== undefined && text.startsWith(comment));
  return (text, column) => {
    if (text === undefined) return quotesAll ? quoted(nullValue) : nullValue;
    const kept = trim(text);
    if (kept === '') return emptyValue;
    return quote !== undefined && (quotesAll || needsQuotes(kept, column)) ? quoted(kept) : kept;
  };
}

function trimmer(options: Options): (text: string) => string {
  const leading = flag(options, 'ignoreLeadingWhiteSpace', true);
  const trailing = flag(options, 'ignoreTrailingWhiteSpace', true);
  return (text) => {
    const start = leading ? text.replace(/^[\0- ]+/, '') : text;
    return trailing ? start.replace(/[\0- ]+$/, '') : start;
  };
}
