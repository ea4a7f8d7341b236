import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1_048_576;
const LF = 10;
const CR = 13;

/** Whether a file ends some lines with `\r\n` and others with `\n` or `\r` alone. */
export function mixesLineEnds(path: string): boolean {
  const found = { pairs: false, single: false, afterCr: false };
  for (const chunk of chunksOf(path)) {
    scan(chunk, found);
    if (found.pairs && found.single) return true;
  }
  return found.pairs && found.afterCr;
}

interface LineEnds {
  pairs: boolean;
  single: boolean;
  /** Whether the chunk before ended with a `\r` whose kind is open. */
  afterCr: boolean;
}

function scan(chunk: Buffer, found: LineEnds): void {
  const startsWithLf = chunk[0] === LF;
  if (found.afterCr) {
    if (startsWithLf) found.pairs = true;
    else found.single = true;
  }
  for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) {
    const isPair = at === 0 ? found.afterCr : chunk[at - 1] === CR;
    if (isPair) found.pairs = true;
    else found.single = true;
  }
  for (let at = chunk.indexOf(CR); at >= 0 && at < chunk.length - 1; at = chunk.indexOf(CR, at + 1))
    if (chunk[at + 1] !== LF) found.single = true;
  found.afterCr = chunk.at(-1) === CR;
}

function* chunksOf(path: string): Generator<Buffer> {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (let count = readSync(descriptor, buffer); count > 0; count = readSync(descriptor, buffer))
      yield buffer.subarray(0, count);
  } finally {
    closeSync(descriptor);
  }
}
