import { StringDecoder } from 'node:string_decoder';
import * as zlib from 'node:zlib';
import { LineCutter } from '../readers/line-cutter.ts';
import { corruptFile, refuseCompression } from '../readers/plain-files.ts';

/** A file that a schema is inferred from. */
export interface ExampleFile {
  readonly path: string;
  readonly bytes: number;
  /** Its bytes in order, in pieces. */
  readonly read: () => Iterable<Uint8Array>;
}

/** Compressed files are unpacked in memory, as that cannot be done piece by piece without waiting. */
const MAX_UNPACKED_BYTES = 536_870_912;

type Unpack = (packed: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

// By way of the module: a name that an old Node does not export would keep it from saying that it is old.
const UNPACK: Readonly<Record<string, () => Unpack>> = {
  '.gz': () => zlib.gunzipSync,
  '.zst': () => zlib.zstdDecompressSync,
};

function* plainPieces({ path, read }: ExampleFile): Generator<Uint8Array> {
  refuseCompression(path);
  const unpack = Object.entries(UNPACK).find(([suffix]) => path.endsWith(suffix))?.[1];
  if (unpack === undefined) {
    yield* read();
    return;
  }
  try {
    yield unpack()(Buffer.concat([...read()]), { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (cause) {
    throw corruptFile(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const PIECE_BYTES = 1_048_576;

/** The text of a file in pieces, without a byte order mark. */
function* textPieces(file: ExampleFile): Generator<string> {
  const decoder = new StringDecoder('utf8');
  let isStart = true;
  for (const bytes of plainPieces(file)) {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = decoder.write(
        Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(PIECE_BYTES, bytes.length - at)),
      );
      yield isStart ? piece.replace(/^\ufeff/, '') : piece;
      isStart = false;
    }
  }
  yield decoder.end();
}

/** A file as one text. */
export const wholeText = (file: ExampleFile): string => [...textPieces(file)].join('');

/** The lines of a file. */
export function* fileLines(file: ExampleFile, separator: string | undefined): Generator<string> {
  const cutter = new LineCutter(separator);
  for (const piece of textPieces(file)) yield* cutter.push(piece);
  yield* cutter.end();
}

/** The files in the order in which Spark takes them to infer a schema: the largest first. */
export const inOrder = (files: readonly ExampleFile[]): readonly ExampleFile[] =>
  [...files].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
