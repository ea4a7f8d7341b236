import type { LocalRelation, StaticRelation, StreamingRelation } from '../plan/logical-plan.ts';
import { type StructType, sqlName } from '../types/data-type.ts';
import { toDdl } from '../types/ddl.ts';
import type { FramePrinter } from './frame-printer.ts';
import { kinesisSource } from './kinesis-text.ts';
import { notPrintable } from './not-printable.ts';
import { optionCalls, pythonText, takeOption } from './python-text.ts';

const FILES: ReadonlySet<string> = new Set(['csv', 'json', 'parquet', 'text']);
/** Formats that Spark has under the same name, with the same options and a schema of their own. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(['kafka', 'rate', 'rate-micro-batch', 'socket']);
/** Options of files that only Millrace has. */
const OWN_OPTIONS: readonly string[] = ['badRecordsPath', 'badRecordsStream', 'listing', 'reconcileInterval'];

/** A stream as a reader of Spark. */
export const streamSource = (relation: StreamingRelation): string => source('spark.readStream', relation);

/** A table as a reader of Spark. */
export const staticSource = (relation: StaticRelation): string => source('spark.read', relation);

function source(reader: string, { format, options, schema }: StreamingRelation | StaticRelation): string {
  const word = format.toLowerCase();
  if (FILES.has(word)) return fileSource(reader, word, options, schema);
  if (AS_THEY_ARE.has(word)) return `${reader}.format(${pythonText(word)})${optionCalls(options)}.load()`;
  if (word === 'kinesis') return kinesisSource(reader, options, schema);
  throw notPrintable(`a source of the format ${format}`, 'Read files, Kafka, Kinesis, or a rate stream.');
}

function fileSource(
  reader: string,
  format: string,
  options: Readonly<Record<string, string>>,
  schema: StructType,
): string {
  for (const name of OWN_OPTIONS)
    if (takeOption(options, name).value !== undefined)
      throw notPrintable(`the option ${name}, which Spark does not have,`, 'Leave it out.');
  const { value: path = '', rest } = takeOption(options, 'path');
  const ddl = `.schema(${pythonText(toDdl(schema))})`;
  return `${reader}.format(${pythonText(format)})${ddl}${optionCalls(rest)}.load(${pythonText(path)})`;
}

/** Rows that stand in the plan, as VALUES. */
export function localRows({ rows, output }: LocalRelation, printer: FramePrinter): string {
  if (output.length === 0) return `spark.range(${rows.length}).select()`;
  const names = output.map((attribute) => printer.name(attribute));
  const cast = (text: string, i: number): string =>
    `CAST(${text} AS ${sqlName(output[i]?.dataType ?? { kind: 'null' })})`;
  const select = (texts: readonly string[]): string =>
    `SELECT ${texts.map((text, i) => `${cast(text, i)} AS ${names[i]}`).join(', ')}`;
  const selects = rows.map((row) => select(row.map((value) => printer.sql(value))));
  const text = selects.length === 0 ? `${select(output.map(() => 'NULL'))} LIMIT 0` : selects.join(' UNION ALL ');
  return `spark.sql(${pythonText(text)})`;
}
