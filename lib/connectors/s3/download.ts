import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { S3Port } from '../aws/ports.ts';
import type { S3Path } from './s3-path.ts';

/** A body may break off as often as this, if it goes on each time. */
const MAX_BREAKS = 20;

/** Streams an object of a known content into a new file; the memory it takes does not depend on its size. A body that breaks off is asked for from there on. */
export async function download(s3: S3Port, { bucket, key }: S3Path, etag: string, file: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    let written = 0;
    for (let breaks = 0; ; ) {
      const Range = written === 0 ? undefined : `bytes=${written}-`;
      const answer = await s3.getObject({ Bucket: bucket, Key: key, IfMatch: `"${etag}"`, ...(Range && { Range }) });
      const end = written + (answer.ContentLength ?? 0);
      const before = written;
      try {
        for await (const chunk of answer.Body as Readable) written += await writeAll(handle, chunk as Uint8Array);
        if (written >= end) return;
      } catch (error) {
        if (isLocal(error) || written === before) throw error;
      }
      if (++breaks > MAX_BREAKS) throw new Error(`The body of s3://${bucket}/${key} broke off ${breaks} times`);
    }
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<number> {
  for (let done = 0; done < chunk.length; ) done += (await handle.write(chunk, done)).bytesWritten;
  return chunk.length;
}

/** Whether it was the file that failed, not the network. */
const isLocal = (error: unknown): boolean =>
  ['write', 'open', 'ftruncate'].includes((error as NodeJS.ErrnoException).syscall ?? '');
