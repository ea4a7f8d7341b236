import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
// By way of the module: a name that an old Node does not export would keep it from saying that it is old.
import * as zlib from 'node:zlib';

/** What text files can be compressed with. */
export const TEXT_COMPRESSIONS = {
  none: undefined,
  uncompressed: undefined,
  gzip: zlib.createGzip,
  zstd: zlib.createZstdCompress,
} as const;

export type TextCompression = keyof typeof TEXT_COMPRESSIONS;

/** Writes blocks of text as one file. */
export async function writeText(
  blocks: AsyncIterable<string>,
  path: string,
  compression: TextCompression,
): Promise<void> {
  const create = TEXT_COMPRESSIONS[compression];
  const target = createWriteStream(path);
  if (create === undefined) await pipeline(blocks, target);
  else await pipeline(blocks, create(), target);
}
