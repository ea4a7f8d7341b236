import { readFile } from 'node:fs/promises';
import type { RejectedRecord } from '../../contracts/source.ts';
import { type StructType, sqlName } from '../../types/data-type.ts';
import type { QuarantinedInput, QuarantineRead } from './quarantined-input.ts';
import { isByLine, originOf } from './readable-input.ts';
import { textLines } from './text-lines.ts';

type Json = RejectedRecord['position'];

/** Finds malformed records in their batch by their texts, in the order of the batch; `malformed` says how many rows of each text there are. */
export async function badRecords(
  { input, rejected, schema }: Pick<QuarantineRead, 'input' | 'rejected' | 'schema'>,
  malformed: ReadonlyMap<string, number>,
): Promise<readonly RejectedRecord[]> {
  const found: RejectedRecord[] = [...rejected];
  const placed = new Set<string>();
  const place = (record: string, position: Json): void => {
    placed.add(record);
    found.push({ record, reason: reasonOf(record, input, schema), position });
  };
  if (malformed.size > 0) {
    if (input.kind === 'json') placeDocuments(input, malformed, place);
    else if (isByLine(input.options)) await placeLines(input.files, malformed, place);
    else await placeInFiles(input.files, malformed, place);
  }
  for (const record of malformed.keys()) if (!placed.has(record)) place(record, null);
  return found;
}

type Place = (record: string, position: Json) => void;

function placeDocuments(
  { documents, positions }: Extract<QuarantinedInput, { readonly kind: 'json' }>,
  malformed: ReadonlyMap<string, number>,
  place: Place,
): void {
  for (const [i, document] of documents.entries())
    if (malformed.has(document)) place(document, positions?.[i] ?? { index: i });
}

type Files = Extract<QuarantinedInput, { readonly kind: 'files' }>['files'];

async function placeLines(files: Files, malformed: ReadonlyMap<string, number>, place: Place): Promise<void> {
  for (const file of files) {
    let line = 0;
    for await (const text of textLines(file.path)) {
      line += 1;
      if (malformed.has(text)) place(text, { file: originOf(file), line });
    }
  }
}

/** Records that may hold line ends are placed in the first files that contain them. */
async function placeInFiles(files: Files, malformed: ReadonlyMap<string, number>, place: Place): Promise<void> {
  const left = new Map(malformed);
  for (const file of files) {
    const text = await readFile(file.path, 'utf8');
    for (const [record, count] of left) {
      const here = Math.min(count, text === record ? count : text.split(record).length - 1);
      for (let i = 0; i < here; i++) place(record, { file: originOf(file) });
      left.set(record, count - here);
    }
  }
}

function reasonOf(record: string, input: QuarantinedInput, schema: StructType): string {
  const beside = input.kind === 'json' ? (input.beside?.schema.fields ?? []).map(({ name }) => name) : [];
  const own = schema.fields.slice(0, -1).filter(({ name }) => !beside.includes(name));
  const columns = own.map(({ name, dataType }) => `${name} ${sqlName(dataType)}`);
  const misfit = `It does not fit the schema: ${columns.join(', ')}`;
  if (input.kind === 'files' && input.format !== 'json') return misfit;
  try {
    JSON.parse(record);
    return misfit;
  } catch (error) {
    return `It is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
