import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { BatchInput, InputFile, RejectedRecord } from '../../contracts/source.ts';
import { ExecutionError } from '../../errors/index.ts';
import { plainFiles } from '../readers/plain-files.ts';
import { flag, option } from '../readers/record-options.ts';
import { copyReadable, isReadable } from './readable-file.ts';

type FilesInput = Extract<BatchInput, { readonly kind: 'files' }>;

/** Files without what cannot be read at all. */
export interface ReadableFiles {
  readonly files: readonly InputFile[];
  readonly rejected: readonly RejectedRecord[];
  /** Copies in the scratch folder. */
  readonly scratch: readonly string[];
}

/** Unpacks the files of a batch and leaves out lines that are no text, and files that do not unpack. */
export async function readableFiles(input: FilesInput, scratchPath: (name: string) => string): Promise<ReadableFiles> {
  const files: InputFile[] = [];
  const rejected: RejectedRecord[] = [];
  const scratch: string[] = [];
  const newScratch = (name: string): string => {
    const path = scratchPath(`${scratch.length}-${name}`);
    scratch.push(path);
    return path;
  };
  for (const file of input.files) {
    const origin = originOf(file);
    try {
      const plain = await plainFiles({ ...input, files: [file] }, newScratch);
      for (const { path } of plain.files) {
        const taken = await readableFile({ ...file, path }, input.options, newScratch);
        rejected.push(...taken.rejected);
        if (taken.path !== undefined) files.push({ ...file, path: taken.path, origin });
      }
    } catch (error) {
      if (!(error instanceof ExecutionError && error.condition === 'FAILED_READ_FILE.CORRUPT_FILE')) throw error;
      rejected.push({ record: null, reason: error.message, position: { file: origin } });
    }
  }
  return { files, rejected, scratch };
}

/** The path of a file that users know. */
export const originOf = (file: InputFile): string => file.origin ?? file.path;

/** Whether each line of a file is read on its own. */
export const isByLine = (options: FilesInput['options']): boolean =>
  !flag(options, 'multiLine', false) && ['\n', '\r', '\r\n', undefined].includes(option(options, 'lineSep'));

async function readableFile(
  file: InputFile,
  options: FilesInput['options'],
  newScratch: (name: string) => string,
): Promise<{ readonly path: string | undefined; readonly rejected: readonly RejectedRecord[] }> {
  const origin = originOf(file);
  const whole = (record: string | null): RejectedRecord => ({
    record,
    reason: 'The file is not UTF-8.',
    position: { file: origin },
  });
  if (!isByLine(options)) {
    if (isUtf8(await readFile(file.path))) return { path: file.path, rejected: [] };
    return { path: undefined, rejected: [whole(null)] };
  }
  if (await isReadable(file.path)) return { path: file.path, rejected: [] };
  const copy = newScratch('text');
  const rejected = await copyReadable(file.path, copy, origin);
  const isHeaderLost = flag(options, 'header', false) && isFirstLine(rejected[0]);
  return isHeaderLost ? { path: undefined, rejected: [whole(null)] } : { path: copy, rejected };
}

const isFirstLine = (rejected: RejectedRecord | undefined): boolean =>
  (rejected?.position as { readonly line?: number } | undefined)?.line === 1;
