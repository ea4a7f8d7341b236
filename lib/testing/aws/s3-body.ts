import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

const CHUNK_BYTES = 64 * 1024;

/** A body as `getObject` gives it: a Node stream that can be read once, with the SDK's ways to take it whole. */
export function s3Body(bytes: Buffer): NonNullable<GetObjectCommandOutput['Body']> {
  const stream = Readable.from(chunks(bytes), { objectMode: false });
  let taken = false;
  const whole = async () => {
    if (taken) throw new Error('The stream has already been transformed.');
    taken = true;
    return buffer(stream);
  };
  return Object.assign(stream, {
    transformToByteArray: async () => new Uint8Array(await whole()),
    transformToString: async (encoding?: string) => (await whole()).toString(encoding as BufferEncoding),
    transformToWebStream: () => Readable.toWeb(stream) as ReadableStream,
  }) as NonNullable<GetObjectCommandOutput['Body']>;
}

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) yield bytes.subarray(from, from + CHUNK_BYTES);
}
