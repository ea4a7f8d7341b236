type NamesByFormat = Readonly<Record<string, readonly string[]>>;

const ANY_FORMAT = ['ignoreCorruptFiles'];
const PARSE_MODE = ['mode', 'columnNameOfCorruptRecord', 'badRecordsPath', 'badRecordsStream'];
const TIME_FORMATS = ['dateFormat', 'timestampFormat', 'timestampNTZFormat', 'locale', 'timeZone'];
const CSV_BOTH = [
  'sep',
  'delimiter',
  'encoding',
  'charset',
  'quote',
  'escape',
  'charToEscapeQuoteEscaping',
  'header',
  'ignoreLeadingWhiteSpace',
  'ignoreTrailingWhiteSpace',
  'nullValue',
  'emptyValue',
  'lineSep',
  ...TIME_FORMATS,
];

/** Spark's reader options by format; whether each is carried out is the engine's to say. */
export const READER_OPTIONS: NamesByFormat = Object.freeze({
  csv: [
    ...ANY_FORMAT,
    ...CSV_BOTH,
    ...PARSE_MODE,
    'comment',
    'inferSchema',
    'nanValue',
    'positiveInf',
    'negativeInf',
    'maxColumns',
    'maxCharsPerColumn',
    'multiLine',
    'enforceSchema',
    'unescapedQuoteHandling',
    'preferDate',
    'samplingRatio',
    'enableDateTimeParsingFallback',
  ],
  json: [
    ...ANY_FORMAT,
    ...PARSE_MODE,
    ...TIME_FORMATS,
    'primitivesAsString',
    'prefersDecimal',
    'allowComments',
    'allowUnquotedFieldNames',
    'allowSingleQuotes',
    'allowNumericLeadingZeros',
    'allowBackslashEscapingAnyCharacter',
    'allowUnquotedControlChars',
    'allowNonNumericNumbers',
    'multiLine',
    'lineSep',
    'encoding',
    'charset',
    'samplingRatio',
    'dropFieldIfAllNull',
    'inferTimestamp',
    'enableDateTimeParsingFallback',
  ],
  parquet: [...ANY_FORMAT, 'mergeSchema', 'datetimeRebaseMode', 'int96RebaseMode'],
  text: [...ANY_FORMAT, 'wholetext', 'lineSep'],
});

/** Spark's writer options by format. */
export const WRITER_OPTIONS: NamesByFormat = Object.freeze({
  csv: [...CSV_BOTH, 'compression', 'quoteAll', 'escapeQuotes'],
  json: [...TIME_FORMATS, 'compression', 'encoding', 'charset', 'lineSep', 'ignoreNullFields'],
  parquet: ['compression'],
  text: ['compression', 'lineSep'],
});
