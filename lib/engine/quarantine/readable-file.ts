import { isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { RejectedRecord } from '../../contracts/source.ts';

/** Longer lines cannot be read. */
const MAX_LINE_BYTES = 33_554_432;
const SHOWN_BYTES = 1024;
const LINE_END = 10;
const NOT_UTF8 = 'The record is not UTF-8; it is given in Base64.';
const TOO_LONG = `The record is longer than ${MAX_LINE_BYTES} bytes; its beginning is given in Base64.`;

/** Whether a file can be read as text line by line. */
export async function isReadable(path: string): Promise<boolean> {
  for await (const { bytes, isWhole } of pieces(path)) if (!isWhole || !isUtf8(bytes)) return false;
  return true;
}

/** Writes a copy of a text file whose lines that cannot be read are empty, so that the others keep their numbers; gives those left out. */
export async function copyReadable(path: string, copy: string, origin: string): Promise<readonly RejectedRecord[]> {
  const rejected: RejectedRecord[] = [];
  let line = 0;
  const reject = (bytes: Buffer, reason: string): void => {
    const record = bytes.toString('base64');
    rejected.push({ record, reason, position: { file: origin, line } });
  };
  async function* kept(): AsyncGenerator<Buffer> {
    for await (const { bytes, isWhole } of pieces(path)) {
      if (!isWhole) {
        line += 1;
        reject(bytes, TOO_LONG);
        yield Buffer.of(LINE_END);
        continue;
      }
      for (const own of linesOf(bytes)) {
        line += 1;
        if (isUtf8(own)) yield own;
        else {
          reject(withoutEnd(own), NOT_UTF8);
          yield Buffer.of(LINE_END);
        }
      }
    }
  }
  await pipeline(kept, createWriteStream(copy));
  return rejected;
}

interface Piece {
  /** Whole lines, or the beginning of one that is too long. */
  readonly bytes: Buffer;
  readonly isWhole: boolean;
}

/** A file in pieces that end where lines end. */
async function* pieces(path: string): AsyncGenerator<Piece> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let tooLong: Buffer | undefined;
  for await (const read of createReadStream(path, { highWaterMark: 1 << 20 })) {
    let chunk = read as Buffer;
    if (tooLong !== undefined) {
      const end = chunk.indexOf(LINE_END);
      if (end === -1) continue;
      yield { bytes: tooLong, isWhole: false };
      tooLong = undefined;
      chunk = chunk.subarray(end + 1);
    }
    const end = chunk.lastIndexOf(LINE_END) + 1;
    if (end > 0) {
      yield { bytes: Buffer.concat([...rest, chunk.subarray(0, end)]), isWhole: true };
      rest = [];
      restBytes = 0;
    }
    rest.push(chunk.subarray(end));
    restBytes += chunk.length - end;
    if (restBytes <= MAX_LINE_BYTES) continue;
    tooLong = Buffer.concat(rest).subarray(0, SHOWN_BYTES);
    rest = [];
    restBytes = 0;
  }
  if (tooLong !== undefined) yield { bytes: tooLong, isWhole: false };
  if (restBytes > 0) yield { bytes: Buffer.concat(rest), isWhole: true };
}

function* linesOf(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(LINE_END, start);
    const next = end === -1 ? bytes.length : end + 1;
    yield bytes.subarray(start, next);
    start = next;
  }
}

const withoutEnd = (line: Buffer): Buffer => {
  const end = line.at(-1) === LINE_END ? line.length - 1 : line.length;
  return line.subarray(0, line[end - 1] === 13 ? end - 1 : end);
};
