import { randomUUID } from 'node:crypto';
import { BAD_RECORD_COLUMN, type InputUse } from '../../contracts/executor.ts';
import { hasQuarantine } from '../../contracts/quarantine.ts';
import type { BatchInput, RejectedRecord } from '../../contracts/source.ts';
import { duckDbType, quoteIdentifier } from '../../expression/duckdb-sql.ts';
import { StringType, type StructType, structField, structType } from '../../types/data-type.ts';
import { scratchPaths } from '../readers/plain-files.ts';
import type { ReadRequest } from '../readers/reader-context.ts';
import { corruptRecordColumn } from '../readers/record-options.ts';
import { readableFiles } from './readable-input.ts';

/** A batch whose malformed records are to be told apart. */
export type QuarantinedInput = Extract<BatchInput, { readonly kind: 'files' | 'json' }>;

/** A batch as the ordinary reader takes it, with one more column for the text of malformed records. */
export interface QuarantineRead {
  readonly schema: StructType;
  readonly input: QuarantinedInput;
  readonly use: InputUse;
  /** What could not be read at all. */
  readonly rejected: readonly RejectedRecord[];
  readonly scratch: readonly string[];
  /** The batch without that column, for a reader that finds out that nothing is malformed. */
  readonly plain: ReadRequest | undefined;
  /** SELECT list of the relation over what the reader gives. */
  readonly columns: readonly string[];
}

/** The batch, if its reader has `badRecordsPath` or `badRecordsStream`. */
export const quarantinedInput = (input: BatchInput): QuarantinedInput | undefined =>
  (input.kind === 'files' || input.kind === 'json') && hasQuarantine(input.options) ? input : undefined;

/**
 * How a batch is read so that its malformed records can be told apart: in PERMISSIVE mode, with all columns and one for the malformed. The user's own column for them
 * stays null: the quarantine has precedence, as in Databricks.
 */
export async function quarantineRead(
  schema: StructType,
  input: QuarantinedInput,
  use: InputUse,
  scratchDirectory: string,
): Promise<QuarantineRead> {
  const own = corruptRecordColumn(input.options);
  const isOwn = ({ name, dataType }: StructType['fields'][number]) => name === own && dataType.kind === 'string';
  const data = schema.fields.filter((field) => !isOwn(field));
  const options = { ...readerOptions(input.options), mode: 'PERMISSIVE', columnNameOfCorruptRecord: BAD_RECORD_COLUMN };
  const { ordinal } = use;
  const read = {
    schema: structType([...data, structField(BAD_RECORD_COLUMN, StringType)]),
    use: { ...(ordinal !== undefined && { ordinal }) },
    columns: schema.fields.map((field) =>
      isOwn(field)
        ? `CAST(NULL AS ${duckDbType(field.dataType)}) AS ${quoteIdentifier(field.name)}`
        : quoteIdentifier(field.name),
    ),
  };
  if (input.kind === 'json')
    return { ...read, input: { ...input, options }, plain: undefined, rejected: input.rejected ?? [], scratch: [] };
  const { files, rejected, scratch } = await readableFiles(
    { ...input, options },
    scratchPaths(scratchDirectory, randomUUID()),
  );
  const isPlain = input.format === 'json' && data.length === schema.fields.length;
  const plain = isPlain ? { schema, files, options: readerOptions(input.options) } : undefined;
  return { ...read, input: { ...input, options, files }, plain, rejected, scratch };
}

const REPLACED: readonly string[] = ['badrecordspath', 'badrecordsstream', 'mode', 'columnnameofcorruptrecord'];

const readerOptions = (options: QuarantinedInput['options']) =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !REPLACED.includes(name.toLowerCase())));
