import { createReadStream, createWriteStream } from 'node:fs';
import { access, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import type { InputFile } from '../../contracts/source.ts';
import { ExecutionError } from '../../errors/index.ts';
import { flag } from './record-options.ts';

/** Files as a reader can take them. */
export interface PlainFiles {
  readonly files: readonly InputFile[];
  /** Copies in the scratch folder, to be removed when the relation goes. */
  readonly scratch: readonly string[];
}

interface PlainRequest {
  readonly format: string;
  readonly files: readonly InputFile[];
  readonly options: Readonly<Record<string, string>>;
}

// By way of the module: a name that an old Node does not export would keep it from saying that it is old.
const DECOMPRESSORS = { '.gz': zlib.createGunzip, '.zst': zlib.createZstdDecompress } as const;
const REFUSED: readonly string[] = ['.bz2', '.deflate', '.lz4', '.snappy', '.xz'];

/**
 * Unpacks compressed text into the scratch folder, which also finds files that are cut off (DuckDB reads them without complaint), and checks the
 * ends of Parquet files. A damaged file is an error that names it, or with `ignoreCorruptFiles` left out.
 */
export async function plainFiles(request: PlainRequest, scratchPath: (name: string) => string): Promise<PlainFiles> {
  const skipped = [
    ...(flag(request.options, 'ignoreCorruptFiles', false) ? ['FAILED_READ_FILE.CORRUPT_FILE'] : []),
    ...(flag(request.options, 'ignoreMissingFiles', false) ? ['FAILED_READ_FILE.FILE_NOT_EXIST'] : []),
  ];
  const files: InputFile[] = [];
  const scratch: string[] = [];
  for (const file of request.files) {
    try {
      const path = await plainPath(request.format, file.path, () => {
        const target = scratchPath(String(scratch.length));
        scratch.push(target);
        return target;
      });
      files.push(path === file.path ? file : { ...file, path });
    } catch (error) {
      if (!(error instanceof ExecutionError && skipped.includes(error.condition))) throw error;
    }
  }
  return { files, scratch };
}

async function plainPath(format: string, path: string, scratch: () => string): Promise<string> {
  if (format === 'parquet') {
    await checkParquet(path);
    return path;
  }
  refuseCompression(path);
  const suffix = (Object.keys(DECOMPRESSORS) as (keyof typeof DECOMPRESSORS)[]).find((end) => path.endsWith(end));
  if (suffix === undefined) {
    await access(path).catch((cause: unknown) => missing(path, cause));
    return path;
  }
  const target = scratch();
  try {
    await pipeline(createReadStream(path), DECOMPRESSORS[suffix](), createWriteStream(target));
    return target;
  } catch (cause) {
    if (isMissing(cause)) return missing(path, cause);
    throw corruptFile(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** Refuses a file whose suffix names a compression that is not read. */
export function refuseCompression(path: string): void {
  const refused = REFUSED.find((suffix) => path.endsWith(suffix));
  if (refused === undefined) return;
  throw new ExecutionError('FAILED_READ_FILE.UNSUPPORTED_COMPRESSION', { path, suffix: refused });
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

function missing(path: string, cause: unknown): never {
  throw new ExecutionError('FAILED_READ_FILE.FILE_NOT_EXIST', { path }, { cause });
}

/** The error of a file that is not what its name says. */
export const corruptFile = (path: string, reason: string, cause?: unknown): ExecutionError =>
  new ExecutionError('FAILED_READ_FILE.CORRUPT_FILE', { path, reason }, { cause });

const MAGIC = 'PAR1';
const FOOTER_BYTES = 8;

/** A Parquet file starts and ends with the magic word, and its footer lies inside. */
async function checkParquet(path: string): Promise<void> {
  const handle = await open(path).catch((cause: unknown) => {
    if (isMissing(cause)) return missing(path, cause);
    throw corruptFile(path, String(cause), cause);
  });
  try {
    const { size } = await handle.stat();
    const ends = Buffer.alloc(MAGIC.length + FOOTER_BYTES);
    if (size < ends.length) throw corruptFile(path, `it has ${size} bytes`);
    await handle.read(ends, 0, MAGIC.length, 0);
    await handle.read(ends, MAGIC.length, FOOTER_BYTES, size - FOOTER_BYTES);
    const isWhole = ends.toString('latin1', 0, 4) === MAGIC && ends.toString('latin1', 8) === MAGIC;
    if (!isWhole || ends.readUInt32LE(4) + ends.length > size) throw corruptFile(path, 'it has no Parquet footer');
  } finally {
    await handle.close();
  }
}

/** Removes scratch copies; one that is gone is no error. */
export async function removeScratch(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { force: true })));
}

/** Paths in the scratch folder that no other relation or process uses. */
export const scratchPaths =
  (directory: string, unique: string) =>
  (name: string): string =>
    join(directory, `millrace-${unique}-${name}`);
