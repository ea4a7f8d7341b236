import { QueryStartError, unknownOption } from '../errors/index.ts';

type Options = Readonly<Record<string, string>>;

/** An option: which values of it are carried out, where not all are. */
interface FormatOption {
  readonly allows?: (value: string) => boolean;
  /** The allowed values, in words. */
  readonly allowed?: string;
}

type FormatOptions = Readonly<Record<string, FormatOption>>;

const ANY: FormatOption = {};
const only = (...values: readonly string[]): FormatOption => ({
  allows: (value) => values.some((allowed) => allowed.toLowerCase() === value.trim().toLowerCase()),
  allowed: values.join(', '),
});
const FLAG = only('true', 'false');
const UTF8 = only('UTF-8', 'UTF8');
const MAX_COLUMNS: FormatOption = { allows: (value) => /^\s*\d+\s*$/.test(value), allowed: 'a number of columns' };

const ANY_FILE: FormatOptions = { ignoreCorruptFiles: FLAG, ignoreMissingFiles: FLAG };
const TIMES: FormatOptions = {
  dateFormat: ANY,
  timestampFormat: ANY,
  timestampNTZFormat: ANY,
  timeZone: ANY,
  locale: only('en-US', 'en'),
};
const RECORDS: FormatOptions = {
  mode: only('PERMISSIVE', 'DROPMALFORMED', 'FAILFAST'),
  columnNameOfCorruptRecord: ANY,
  badRecordsPath: ANY,
  badRecordsStream: ANY,
  enableDateTimeParsingFallback: FLAG,
  multiLine: FLAG,
};
/** Options of schema inference; where there is a schema they change nothing. */
const INFERENCE: FormatOptions = {
  samplingRatio: { allows: (value) => Number(value) > 0, allowed: 'a number above 0' },
};
const TEXTS: FormatOptions = { lineSep: ANY, encoding: UTF8, charset: UTF8 };
const CSV: FormatOptions = {
  ...TIMES,
  ...TEXTS,
  sep: ANY,
  delimiter: ANY,
  quote: ANY,
  escape: ANY,
  charToEscapeQuoteEscaping: ANY,
  comment: ANY,
  header: FLAG,
  ignoreLeadingWhiteSpace: FLAG,
  ignoreTrailingWhiteSpace: FLAG,
  nullValue: ANY,
  emptyValue: ANY,
};

const READERS: Readonly<Record<string, FormatOptions>> = {
  csv: {
    ...ANY_FILE,
    ...RECORDS,
    ...CSV,
    enforceSchema: FLAG,
    ...INFERENCE,
    inferSchema: FLAG,
    preferDate: FLAG,
    maxCharsPerColumn: only('-1'),
    maxColumns: MAX_COLUMNS,
    nanValue: ANY,
    negativeInf: ANY,
    positiveInf: ANY,
    unescapedQuoteHandling: only('STOP_AT_DELIMITER', 'STOP_AT_CLOSING_QUOTE'),
  },
  json: {
    ...ANY_FILE,
    ...RECORDS,
    ...TIMES,
    ...TEXTS,
    allowBackslashEscapingAnyCharacter: FLAG,
    allowComments: FLAG,
    allowNonNumericNumbers: FLAG,
    allowNumericLeadingZero: FLAG,
    allowNumericLeadingZeros: FLAG,
    allowSingleQuotes: FLAG,
    allowUnquotedControlChars: FLAG,
    allowUnquotedFieldNames: FLAG,
    ...INFERENCE,
    dropFieldIfAllNull: FLAG,
    inferTimestamp: FLAG,
    prefersDecimal: FLAG,
    primitivesAsString: FLAG,
  },
  parquet: {
    ...ANY_FILE,
    datetimeRebaseMode: only('CORRECTED', 'EXCEPTION'),
    int96RebaseMode: only('CORRECTED', 'EXCEPTION'),
    mergeSchema: FLAG,
  },
  text: { ...ANY_FILE, wholetext: FLAG, lineSep: ANY },
};

const WRITERS: Readonly<Record<string, FormatOptions>> = {
  csv: { ...CSV, compression: ANY, escapeQuotes: FLAG, quoteAll: FLAG },
  json: { ...TIMES, ...TEXTS, compression: ANY, ignoreNullFields: FLAG },
  parquet: { compression: ANY },
  text: { compression: ANY, lineSep: ANY },
};

type NamesByFormat = Readonly<Record<string, readonly string[]>>;

const namesOf = (formats: Readonly<Record<string, FormatOptions>>): NamesByFormat =>
  Object.freeze(Object.fromEntries(Object.entries(formats).map(([format, names]) => [format, Object.keys(names)])));

/** The reader options of each format, as Spark names them. */
export const readerOptions: NamesByFormat = namesOf(READERS);

/** The writer options of each format, as Spark names them. */
export const writerOptions: NamesByFormat = namesOf(WRITERS);

/** Refuses reader options that a format does not know, and values that are not carried out. */
export const validateReaderOptions = (format: string, options: Options): void =>
  validate(`${format} reader`, READERS[format] ?? {}, options);

/** Refuses writer options that a format does not know, and values that are not carried out. */
export const validateWriterOptions = (format: string, options: Options): void =>
  validate(`${format} writer`, WRITERS[format] ?? {}, options);

function validate(where: string, known: FormatOptions, options: Options): void {
  const byLowerCase = new Map(Object.entries(known).map(([name, option]) => [name.toLowerCase(), option]));
  for (const [name, value] of Object.entries(options)) {
    const option = byLowerCase.get(name.toLowerCase());
    if (option === undefined) throw unknownOption(where, name, Object.keys(known));
    if (option.allows?.(value) === false)
      throw new QueryStartError('INVALID_OPTION', {
        where,
        name,
        value,
        why: 'it is not supported',
        allowed: option.allowed ?? '',
      });
  }
}
