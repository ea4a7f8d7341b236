import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileInfo, FileSystem, ListHint } from '../../contracts/file-system.ts';
import { ConnectorError } from '../../errors/index.ts';
import { hasCode } from '../../util/fs.ts';
import { atMost } from '../at-most.ts';
import type { AwsServices, S3Port } from '../aws/ports.ts';
import { download } from './download.ts';
import { isMissing, isOther, withS3Faults } from './s3-fault.ts';
import { isS3Path, parseS3Path } from './s3-path.ts';
import { ScratchCache } from './scratch-cache.ts';
import { upload } from './upload.ts';

interface S3FileSystemOptions {
  readonly aws: AwsServices;
  /** Folder for copies of objects that are read and for files on their way out; the caller removes it in the end. */
  readonly scratchDirectory: string;
}

/** Files under way at once in each direction: enough to hide latency, and bounded memory. */
const UPLOADS_AT_ONCE = 4;
const DOWNLOADS_AT_ONCE = 16;
/** The largest object that S3 copies in one call. */
const MAX_COPY_BYTES = 5 * 1024 ** 3;

/** Objects as files: `s3://bucket/key`. What S3 stores it stores whole, so that readers never see a part of a file. */
export class S3FileSystem implements FileSystem {
  readonly stagingDirectory: string;
  readonly #aws: AwsServices;
  readonly #copiesDirectory: string;
  readonly #cache = new ScratchCache();
  readonly #uploading = atMost(UPLOADS_AT_ONCE);
  readonly #downloading = atMost(DOWNLOADS_AT_ONCE);
  #copies = 0;

  constructor({ aws, scratchDirectory }: S3FileSystemOptions) {
    this.#aws = aws;
    this.stagingDirectory = join(scratchDirectory, 's3-out');
    this.#copiesDirectory = join(scratchDirectory, 's3-in');
  }

  handles(path: string): boolean {
    return isS3Path(path);
  }

  async *list(directory: string, hint: ListHint = {}): AsyncIterable<FileInfo> {
    const { bucket, key } = parseS3Path(directory);
    const root = directory.slice(0, directory.length - key.length).replace(/\/*$/, '/');
    const s3 = await this.#aws.s3();
    const below = key === '' ? '' : `${key.replace(/\/+$/, '')}/`;
    const Prefix = `${below}${hint.namePrefix ?? ''}`;
    const StartAfter = hint.startAfter?.startsWith(root) ? hint.startAfter.slice(root.length) : undefined;
    let ContinuationToken: string | undefined;
    do {
      const request = { Bucket: bucket, Prefix, ...(StartAfter !== undefined && { StartAfter }), ContinuationToken };
      const page = await withS3Faults('list', directory, () => s3.listObjectsV2(request));
      for (const { Key = '', Size = 0, LastModified, ETag } of page.Contents ?? []) {
        // Consoles and Hadoop stand in for folders with empty objects of such names.
        if (!Key.endsWith('/')) yield fileInfo(`${root}${Key}`, Size, LastModified, ETag);
      }
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  async exists(path: string): Promise<boolean> {
    if ((await this.stat(path)) !== undefined) return true;
    const { bucket, key } = parseS3Path(path);
    const s3 = await this.#aws.s3();
    const request = { Bucket: bucket, Prefix: key === '' ? '' : `${key}/`, MaxKeys: 1 };
    const { KeyCount = 0 } = await withS3Faults('list', path, () => s3.listObjectsV2(request));
    return KeyCount > 0;
  }

  async stat(path: string): Promise<FileInfo | undefined> {
    const { bucket, key } = parseS3Path(path);
    if (key === '') return undefined;
    const s3 = await this.#aws.s3();
    try {
      const head = await withS3Faults('read', path, () => s3.headObject({ Bucket: bucket, Key: key }));
      return fileInfo(path, head.ContentLength ?? 0, head.LastModified, head.ETag);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async localPath(path: string, version?: string): Promise<string | undefined> {
    const found = version === undefined ? await this.stat(path) : undefined;
    const etag = version ?? found?.version;
    if (etag === undefined) return undefined;
    try {
      return await this.#cache.use(path, etag, () => this.#downloading(() => this.#download(path, etag)));
    } catch (error) {
      if (isMissing(error) || isOther(error)) return undefined;
      throw error;
    }
  }

  release(localPath: string): Promise<void> {
    return this.#cache.release(localPath);
  }

  async publish(localFile: string, path: string): Promise<void> {
    const s3 = await this.#aws.s3();
    await this.#uploading(async () => {
      const file = await open(localFile, 'r');
      try {
        const { size: bytes } = await file.stat();
        const read = (from: number, length: number) => readWhole(file, from, length);
        await withS3Faults('write', path, () => upload(s3, parseS3Path(path), { bytes, read }));
      } finally {
        await file.close();
      }
    });
    await rm(localFile, { force: true });
  }

  async move(from: string, to: string): Promise<void> {
    const s3 = await this.#aws.s3();
    const found = await this.stat(from);
    if (found === undefined) return;
    const [source, target] = [parseS3Path(from), parseS3Path(to)];
    const CopySource = [source.bucket, ...source.key.split('/').map(encodeURIComponent)].join('/');
    await withS3Faults<unknown>('move', from, () =>
      found.bytes > MAX_COPY_BYTES
        ? upload(s3, target, { bytes: found.bytes, read: (at, length) => readRange(s3, from, found, at, length) })
        : s3.copyObject({ Bucket: target.bucket, Key: target.key, CopySource }),
    );
    await this.remove(from);
  }

  async remove(path: string): Promise<void> {
    const { bucket, key } = parseS3Path(path);
    const s3 = await this.#aws.s3();
    await withS3Faults('remove', path, () => s3.deleteObject({ Bucket: bucket, Key: key }));
  }

  async #download(path: string, etag: string): Promise<string> {
    await mkdir(this.#copiesDirectory, { recursive: true });
    // DuckDB reads meaning into some characters of a path, and the ending says how a file is compressed.
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/[^\w.-]/g, '_');
    const file = join(this.#copiesDirectory, `${++this.#copies}-${name.slice(-100)}`);
    const s3 = await this.#aws.s3();
    try {
      await withS3Faults('read', path, () => download(s3, parseS3Path(path), etag, file));
      return file;
    } catch (cause) {
      await rm(file, { force: true });
      if (!hasCode(cause, 'ENOSPC')) throw cause;
      const bytes = (await this.stat(path))?.bytes ?? -1;
      throw new ConnectorError('S3_SCRATCH_FULL', { path, bytes, directory: this.#copiesDirectory }, { cause });
    }
  }
}

async function readWhole(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, from + done);
    if (bytesRead === 0) throw new Error(`A file on its way to S3 ended at byte ${from + done}`);
    done += bytesRead;
  }
  return bytes;
}

async function readRange(s3: S3Port, path: string, { version }: FileInfo, from: number, length: number) {
  const { bucket, key } = parseS3Path(path);
  const Range = `bytes=${from}-${from + length - 1}`;
  const { Body } = await s3.getObject({ Bucket: bucket, Key: key, Range, ...(version && { IfMatch: `"${version}"` }) });
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

/** Times of S3 are whole seconds in some answers and finer in others. */
function fileInfo(path: string, bytes: number, modified: Date | undefined, etag: string | undefined): FileInfo {
  const modifiedMs = Math.floor((modified?.getTime() ?? 0) / 1000) * 1000;
  return { path, bytes, modifiedMs, ...(etag !== undefined && { version: etag.replaceAll('"', '') }) };
}
