import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { CheckpointStorage, IdRange, PlacedBlob, StoredEntry } from '../../checkpoint/checkpoint-storage.ts';
import type { Clock } from '../../util/clock.ts';
import { allDone } from '../all-done.ts';
import type { AwsServices } from '../aws/ports.ts';
import { BlobItems, CHUNK_ATTRIBUTES } from './blob-items.ts';
import { CheckpointTable, type Item } from './checkpoint-table.ts';
import type { DynamoDbLocation } from './checkpoint-url.ts';
import {
  BLOB_FORMS,
  blobBounds,
  blobKeyOfSortKey,
  blobPrefix,
  entryBounds,
  entrySortKey,
  idOfSortKey,
} from './sort-keys.ts';

/** What a storage in DynamoDB needs of its surroundings. */
export interface DynamoDbStorageOptions {
  readonly aws: Pick<AwsServices, 'dynamoDb' | 's3'>;
  readonly clock: Clock;
  /**
   * Folder for blobs that are read.
   * @default - the system's temporary folder
   */
  readonly scratchDirectory?: string;
}

/** A text that is longer goes into its item compressed, and into chunks where that is too long as well. */
const MAX_PLAIN_BYTES = 64 * 1024;
const MAX_ZIPPED_BYTES = 350 * 1024;
const DAY_MS = 86_400_000;
/** What is left of a removed entry keeps its name taken as long as this. */
const TOMBSTONE_MS = 7 * DAY_MS;
/** A run that has not looked at the checkpoint for so long might find a tombstone gone. */
const LONG_SLEEP_MS = DAY_MS;

const isBlob = (key: string): boolean => key.startsWith('state/');
const isBatchEntry = (key: string): boolean => key.startsWith('offsets/') || key.startsWith('commits/');

/**
 * A {@link CheckpointStorage} in one partition of a DynamoDB table. An entry is one item, put on the condition that there is none; its blobs are written before it.
 * Removed entries of `offsets` and `commits` leave a tombstone, so that a slow run cannot take a batch that was decided and purged.
 */
export class DynamoDbStorage implements CheckpointStorage {
  readonly location: string;
  readonly keepsRemovedTaken = true;
  readonly #table: CheckpointTable;
  readonly #blobs: BlobItems;
  readonly #clock: Clock;
  readonly #scratchDirectory: string;
  #scratch: Promise<string> | undefined;
  #opened = new Map<string, Promise<string | undefined>>();
  /** Chunks by blob as the last listing found them: what is removed next is mostly among them. */
  #listed: ReadonlyMap<string, readonly Item[]> = new Map();
  #lookedMs = Number.NEGATIVE_INFINITY;

  constructor(location: DynamoDbLocation, { aws, clock, scratchDirectory = tmpdir() }: DynamoDbStorageOptions) {
    this.location = `dynamodb://${location.table}/${location.queryName}`;
    this.#table = new CheckpointTable(location, () => aws.dynamoDb());
    this.#blobs = new BlobItems(this.#table, () => aws.s3());
    this.#clock = clock;
    this.#scratchDirectory = scratchDirectory;
  }

  async create(key: string, text: string, blobs: readonly PlacedBlob[] = []): Promise<boolean> {
    if (key.startsWith('offsets/')) await this.#dropOpened();
    await allDone(blobs.map(({ key, blob }) => this.#blobs.writeFile(blobPrefix(key), blob.file)));
    // Tells this very write from others where the SDK has repeated it because the first answer was lost.
    const writer = randomUUID();
    const content = await this.#content(key, text);
    const winner = await this.#table.create(entrySortKey(key), { ...content, writer: { S: writer } });
    await Promise.all(blobs.map(({ blob }) => rm(blob.file, { force: true })));
    if (winner !== undefined && winner['writer']?.S !== writer) {
      const prefix = content['chunks']?.S;
      if (prefix !== undefined) await this.#blobs.remove(await this.#blobs.chunksOf([prefix]));
      return false;
    }
    if (!isBatchEntry(key) || this.#clock.now() - this.#lookedMs < LONG_SLEEP_MS) return true;
    if (idOfSortKey(entrySortKey(key)) >= (await this.#purgeBound())) return true;
    await this.remove([key, ...blobs.map((placed) => placed.key)]);
    return false;
  }

  async read(key: string): Promise<string | undefined> {
    this.#look(key);
    // Spark's own file cannot be in a table.
    if (key === 'metadata') return undefined;
    const item = await this.#table.get(entrySortKey(key));
    return item === undefined ? undefined : this.#textOf(item);
  }

  async list(folder: string, range: IdRange = {}): Promise<readonly string[]> {
    if (folder !== 'state') return (await this.#stored(folder, range)).map(({ key }) => key);
    const listed = new Map<string, Item[]>();
    for (const form of BLOB_FORMS)
      for await (const chunk of this.#table.query({ where: blobBounds(form, range), attributes: CHUNK_ATTRIBUTES })) {
        const key = blobKeyOfSortKey(chunk['sk']?.S ?? '');
        if (key !== undefined) listed.set(key, [...(listed.get(key) ?? []), chunk]);
      }
    this.#listed = listed;
    return [...listed.keys()];
  }

  async entries(folder: string, range: IdRange): Promise<readonly StoredEntry[]> {
    const entries: StoredEntry[] = [];
    for (const { id, key, item } of await this.#stored(folder, range)) {
      const text = await this.#textOf(item);
      if (text !== undefined) entries.push({ id, key, text });
    }
    return entries;
  }

  async newest(folder: string, atMost?: number): Promise<StoredEntry | undefined> {
    this.#look(`${folder}/`);
    const range = atMost === undefined ? {} : { through: atMost };
    if (atMost !== undefined && atMost < 0) return undefined;
    for await (const item of this.#table.query({ where: entryBounds(folder, range), newestFirst: true })) {
      const text = await this.#textOf(item);
      if (text !== undefined) return { ...nameOf(folder, item), text };
    }
    return undefined;
  }

  async remove(keys: readonly string[]): Promise<void> {
    const expiresAt = { N: String(Math.ceil((this.#clock.now() + TOMBSTONE_MS) / 1000)) };
    const blobs = keys.filter(isBlob);
    const unlisted = blobs.filter((key) => !this.#listed.has(key)).map(blobPrefix);
    const chunks = await this.#blobs.chunksOf([...unlisted, ...(await this.#chunkedTexts(keys))]);
    await this.#blobs.remove([...chunks, ...blobs.flatMap((key) => this.#listed.get(key) ?? [])]);
    await this.#table.write(
      keys
        .filter((key) => !isBlob(key))
        .map((key) => {
          const Key = this.#table.key(entrySortKey(key));
          if (!isBatchEntry(key)) return { DeleteRequest: { Key } };
          return { PutRequest: { Item: { ...Key, purged: { BOOL: true }, expiresAt } } };
        }),
    );
  }

  /** Prefixes of the chunks of those among some source logs' entries that are too long for an item. */
  async #chunkedTexts(keys: readonly string[]): Promise<string[]> {
    const wanted = new Set(keys.filter((key) => key.startsWith('sources/')).map(entrySortKey));
    if (wanted.size === 0) return [];
    const prefixes = new Set<string>();
    for await (const { sk } of this.#table.query({ where: 'text#files#', attributes: ['sk'] })) {
      const [, prefix = '', entry = ''] = /^(text#(files#\d+#\d+)#[^#]+#)/.exec(sk?.S ?? '') ?? [];
      if (wanted.has(entry)) prefixes.add(prefix);
    }
    return [...prefixes];
  }

  openBlob(key: string): Promise<string | undefined> {
    const opened = this.#opened.get(key) ?? this.#open(key);
    this.#opened.set(key, opened);
    // A failure is not kept.
    opened.catch(() => this.#opened.delete(key));
    return opened;
  }

  describe(key: string): string {
    return `${this.location} ${isBlob(key) ? blobPrefix(key) : entrySortKey(key)}`;
  }

  async close(): Promise<void> {
    const scratch = await this.#scratch;
    this.#scratch = undefined;
    this.#opened.clear();
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }

  async #open(key: string): Promise<string | undefined> {
    this.#scratch ??= mkdtemp(join(this.#scratchDirectory, 'millrace-checkpoint-'));
    const file = join(await this.#scratch, `${randomUUID()}.parquet`);
    return (await this.#blobs.readFile(blobPrefix(key), file)) ? file : undefined;
  }

  /** When a batch begins, the replay that asked for the blobs before it is over. */
  async #dropOpened(): Promise<void> {
    const opened = [...this.#opened.values()];
    this.#opened = new Map();
    for (const file of await Promise.all(opened)) if (file !== undefined) await rm(file, { force: true });
  }

  async #stored(folder: string, range: IdRange) {
    this.#look(`${folder}/`);
    const stored: { readonly id: number; readonly key: string; readonly item: Item }[] = [];
    for await (const item of this.#table.query({ where: entryBounds(folder, range) }))
      if (item['purged'] === undefined) stored.push({ ...nameOf(folder, item), item });
    return stored;
  }

  #look(key: string): void {
    if (isBatchEntry(key)) this.#lookedMs = this.#clock.now();
  }

  async #purgeBound(): Promise<number> {
    return (await this.newest('purged'))?.id ?? 0;
  }

  async #content(key: string, text: string): Promise<Item> {
    const compact = JSON.stringify(JSON.parse(text));
    if (Buffer.byteLength(compact) <= MAX_PLAIN_BYTES) return { text: { S: compact } };
    const zipped = await promisify(gzip)(compact);
    if (zipped.length <= MAX_ZIPPED_BYTES) return { zip: { B: zipped } };
    const prefix = `text#${entrySortKey(key)}#${randomUUID()}#`;
    await this.#blobs.writeBytes(prefix, zipped);
    return { chunks: { S: prefix } };
  }

  /** Undefined for a tombstone. */
  async #textOf({ purged, text, zip, chunks }: Item): Promise<string | undefined> {
    if (purged !== undefined) return undefined;
    if (text?.S !== undefined) return text.S;
    const zipped = zip?.B ?? (await this.#blobs.readBytes(chunks?.S ?? ''));
    return zipped && (await promisify(gunzip)(zipped)).toString('utf8');
  }
}

function nameOf(folder: string, { sk }: Item): { readonly id: number; readonly key: string } {
  const id = idOfSortKey(sk?.S ?? '');
  return { id, key: `${folder}/${id}.json` };
}
