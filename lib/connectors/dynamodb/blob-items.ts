import { open, writeFile } from 'node:fs/promises';
import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { CheckpointError } from '../../errors/index.ts';
import { allDone } from '../all-done.ts';
import { atMost } from '../at-most.ts';
import type { AwsServices } from '../aws/ports.ts';
import { download } from '../s3/download.ts';
import { isMissing, withS3Faults } from '../s3/s3-fault.ts';
import { upload } from '../s3/upload.ts';
import type { CheckpointTable, Item } from './checkpoint-table.ts';

/** Bytes of a blob in one item: what is left of DynamoDB's 400 KB when keys and names are taken off. */
export const CHUNK_BYTES = 384 * 1024;
/** Larger blobs become objects of the spill bucket. */
export const SPILL_BYTES = 4 * 1024 * 1024;
const WRITES_AT_ONCE = 8;
/** What tells where a chunk is, and the object it stands for. */
export const CHUNK_ATTRIBUTES: readonly string[] = ['sk', 'object'];
const CHUNK_DIGITS = 5;

const chunkSortKey = (prefix: string, index: number): string => `${prefix}${String(index).padStart(CHUNK_DIGITS, '0')}`;

/** The blobs of a checkpoint: chunks in items of the table, or objects in the spill bucket with an item that names them. */
export class BlobItems {
  readonly #table: CheckpointTable;
  readonly #s3: AwsServices['s3'];
  readonly #place = atMost(WRITES_AT_ONCE);

  constructor(table: CheckpointTable, s3: AwsServices['s3']) {
    this.#table = table;
    this.#s3 = s3;
  }

  /** Writes a file under sort keys that begin with `prefix`, which must never have been used. */
  async writeFile(prefix: string, file: string): Promise<void> {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const read = async (from: number, length: number) => {
        const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, from);
        return buffer.subarray(0, bytesRead);
      };
      if (size > SPILL_BYTES) await this.#spill(prefix, { bytes: size, read });
      else await this.#writeChunks(prefix, size, read);
    } finally {
      await handle.close();
    }
  }

  /** Writes bytes as items. */
  writeBytes(prefix: string, bytes: Uint8Array): Promise<void> {
    return this.#writeChunks(prefix, bytes.length, async (from, length) => bytes.subarray(from, from + length));
  }

  /** The bytes under a prefix; undefined where there is nothing, and where the blob is an object. */
  async readBytes(prefix: string): Promise<Uint8Array | undefined> {
    const items = await this.#table.all({ where: prefix });
    return items.length === 0 ? undefined : this.#join(prefix, items);
  }

  /** Brings a blob into a new file; false where there is no such blob. */
  async readFile(prefix: string, file: string): Promise<boolean> {
    const items = await this.#table.all({ where: prefix });
    const [first] = items;
    if (first === undefined) return false;
    const object = first['object']?.S;
    if (object !== undefined) return this.#fetch(object, Number(first['bytes']?.N), file);
    await writeFile(file, this.#join(prefix, items));
    return true;
  }

  /** The chunks under some prefixes, without their data. */
  async chunksOf(prefixes: readonly string[]): Promise<Item[]> {
    const found = prefixes.map((prefix) =>
      this.#place(() => this.#table.all({ where: prefix, attributes: CHUNK_ATTRIBUTES })),
    );
    return (await Promise.all(found)).flat();
  }

  /** Removes chunks, and the objects that they name. */
  async remove(items: readonly Item[]): Promise<void> {
    // The object first: an item without its object is found by the next purge, an object without its item never.
    await Promise.all(items.flatMap(({ object }) => object?.S ?? []).map((key) => this.#place(() => this.#drop(key))));
    const deletes = items.map(({ sk }): WriteRequest => ({ DeleteRequest: { Key: this.#table.key(sk?.S ?? '') } }));
    await this.#table.write(deletes);
  }

  async #writeChunks(prefix: string, bytes: number, read: (from: number, length: number) => Promise<Uint8Array>) {
    const chunks = Math.max(1, Math.ceil(bytes / CHUNK_BYTES));
    const writes = Array.from({ length: chunks }, (_, index) =>
      this.#place(async () => {
        const from = index * CHUNK_BYTES;
        const data = await read(from, Math.min(CHUNK_BYTES, bytes - from));
        const item: Item = { data: { B: data }, chunks: { N: String(chunks) } };
        await this.#table.put(chunkSortKey(prefix, index), item);
      }),
    );
    await allDone(writes);
  }

  async #spill(prefix: string, content: Parameters<typeof upload>[2]): Promise<void> {
    const { queryName, spill, url: location } = this.#table.location;
    if (spill === undefined)
      throw new CheckpointError('CHECKPOINT_SPILL_BUCKET_MISSING', {
        location,
        bytes: content.bytes,
        limit: SPILL_BYTES,
        kind: prefix.slice(0, prefix.indexOf('#')),
      });
    const folders = [spill.prefix, queryName].filter((folder) => folder !== '');
    const key = `${folders.join('/')}/${prefix.replaceAll('#', '/')}blob.parquet`;
    const object = { bucket: spill.bucket, key };
    await withS3Faults('write', `s3://${spill.bucket}/${key}`, async () => upload(await this.#s3(), object, content));
    // The whole address: a checkpoint stays readable when the location names another bucket.
    const item: Item = { object: { S: `${spill.bucket}/${key}` }, bytes: { N: String(content.bytes) } };
    await this.#table.put(chunkSortKey(prefix, 0), item);
  }

  async #fetch(address: string, bytes: number, file: string): Promise<boolean> {
    const s3 = await this.#s3();
    const { bucket, key } = objectOf(address);
    return withS3Faults('read', `s3://${address}`, async () => {
      const head = await s3.headObject({ Bucket: bucket, Key: key }).catch((error) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if (head === undefined) throw this.#unreadable(`s3://${address}`, 'it does not exist');
      if (head.ContentLength !== bytes)
        throw this.#unreadable(`s3://${address}`, `it has ${head.ContentLength} bytes instead of ${bytes}`);
      await download(s3, { bucket, key }, (head.ETag ?? '').replaceAll('"', ''), file);
      return true;
    });
  }

  async #drop(address: string): Promise<void> {
    const { bucket, key } = objectOf(address);
    const s3 = await this.#s3();
    await withS3Faults('delete', `s3://${address}`, () => s3.deleteObject({ Bucket: bucket, Key: key }));
  }

  #join(prefix: string, items: readonly Item[]): Uint8Array {
    const chunks = Number(items[0]?.['chunks']?.N);
    const isWhole = items.length === chunks && items.every(({ sk }, i) => sk?.S === chunkSortKey(prefix, i));
    if (!isWhole) throw this.#unreadable(prefix, `only ${items.length} of its ${chunks} chunks are there`);
    return Buffer.concat(items.map((item) => item['data']?.B ?? new Uint8Array()));
  }

  #unreadable(file: string, reason: string): CheckpointError {
    const { table, queryName } = this.#table.location;
    const where = file.startsWith('s3://') ? file : `dynamodb://${table}/${queryName} ${file}`;
    return new CheckpointError('CHECKPOINT_FILE_UNREADABLE', { file: where, reason });
  }
}

function objectOf(address: string): { readonly bucket: string; readonly key: string } {
  const slash = address.indexOf('/');
  return { bucket: address.slice(0, slash), key: address.slice(slash + 1) };
}
