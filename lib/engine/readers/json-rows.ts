import type { StructType } from '../../types/data-type.ts';
import { type JsonNode, type JsonSyntax, JsonSyntaxError, scanJson } from './json-scanner.ts';
import { type Outcome, structConverter, UnreadableRecord } from './json-values.ts';
import { malformedRecord } from './malformed-record.ts';
import type { RecordFunction } from './reader-context.ts';
import { corruptRecordColumn, flag, type ParseMode, parseMode } from './record-options.ts';
import type { TimeParsers } from './time-format.ts';

type Options = Readonly<Record<string, string>>;

/** The syntax that a reader's options allow. */
export const jsonSyntax = (options: Options): JsonSyntax => ({
  allowComments: flag(options, 'allowComments', false),
  allowUnquotedFieldNames: flag(options, 'allowUnquotedFieldNames', false),
  allowSingleQuotes: flag(options, 'allowSingleQuotes', true),
  // Spark's documentation has one name, its code the other.
  allowNumericLeadingZeros:
    flag(options, 'allowNumericLeadingZeros', false) || flag(options, 'allowNumericLeadingZero', false),
  allowBackslashEscapingAnyCharacter: flag(options, 'allowBackslashEscapingAnyCharacter', false),
  allowUnquotedControlChars: flag(options, 'allowUnquotedControlChars', false),
  allowNonNumericNumbers: flag(options, 'allowNonNumericNumbers', true),
});

/**
 * The exact reading of a record by Spark's rules, for what the fast way in SQL leaves over. It gives a JSON array with an object per row, whose
 * fields DuckDB casts without loss: decimals, dates and timestamps as text, binary as `\xHH`.
 */
export function jsonRows(schema: StructType, options: Options, times: TimeParsers): RecordFunction {
  const corrupt = corruptRecordColumn(options);
  const hasCorrupt = schema.fields.some((field) => field.name === corrupt && field.dataType.kind === 'string');
  const fields = schema.fields.filter((field) => !(hasCorrupt && field.name === corrupt));
  const syntax = jsonSyntax(options);
  const mode = parseMode(options);
  const convert = structConverter({ kind: 'struct', fields });
  return (record, file) => {
    const rows = readRecord(record, syntax, (node) => convert(node, { text: record, times }));
    if (rows === undefined) return '[]';
    if (!rows.malformed) return `[${rows.texts.join(',')}]`;
    return onMalformed(mode, rows.texts, hasCorrupt ? corrupt : undefined, record, file);
  };
}

interface RecordRows {
  readonly texts: readonly string[];
  readonly malformed: boolean;
}

const UNREADABLE: RecordRows = { texts: ['{}'], malformed: true };

/** The rows of a record, undefined where there is nothing but blanks. */
function readRecord(record: string, syntax: JsonSyntax, convert: (node: JsonNode) => Outcome): RecordRows | undefined {
  try {
    const root = scanJson(record, syntax);
    if (root === undefined) return undefined;
    const rows = rowNodes(root).map(convert);
    if (rows.some((row) => row.text === undefined)) return UNREADABLE;
    return { texts: rows.map((row) => row.text ?? '{}'), malformed: rows.some((row) => row.malformed) };
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof UnreadableRecord) return UNREADABLE;
    throw error;
  }
}

function rowNodes(root: JsonNode): readonly JsonNode[] {
  if (root.kind === 'array') {
    if (root.items.some((item) => item.kind !== 'object')) throw new UnreadableRecord();
    return root.items;
  }
  if (root.kind !== 'object') throw new UnreadableRecord();
  return [root];
}

function onMalformed(
  mode: ParseMode,
  rows: readonly string[],
  corrupt: string | undefined,
  record: string,
  file: string,
): string {
  if (mode === 'DROPMALFORMED') return '[]';
  if (mode === 'FAILFAST') throw malformedRecord(record, file);
  if (corrupt === undefined) return `[${rows.join(',')}]`;
  const field = `${JSON.stringify(corrupt)}:${JSON.stringify(record)}`;
  return `[${rows.map((row) => (row === '{}' ? `{${field}}` : `${row.slice(0, -1)},${field}}`)).join(',')}]`;
}
