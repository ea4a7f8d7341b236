import type { FileInfo, FileSystem } from '../../contracts/file-system.ts';
import type { Arrivals, BatchInput, InputFile, Offset, ReadLimit, Source, SourceLog } from '../../contracts/source.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import type { Clock } from '../../util/clock.ts';
import type { OptionTexts } from '../options.ts';
import { FileSourceLog } from './file-source-log.ts';
import { inputFile, isSameFile } from './input-file.ts';
import { type InputPath, inputPath, matchFile } from './input-path.ts';
import { listFiles } from './list-files.ts';
import { mapFiles } from './map-files.ts';
import type { FileSourceOptions } from './options.ts';
import { displayPath } from './paths.ts';
import { SeenFiles } from './seen-files.ts';
import { type FileLimit, keepForNextBatch, NO_LIMIT, pathOrder, readingOrder, selectFiles } from './select-files.ts';
import { type SourceCleaner, sourceCleaner } from './source-cleaner.ts';

/** What a file source is made of. */
interface FileSourceRequest {
  readonly format: string;
  readonly options: FileSourceOptions;
  /** Options of the format's reader. */
  readonly formatOptions: OptionTexts;
  readonly schema: StructType;
  readonly log: SourceLog;
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
}

/**
 * A folder as a stream: each file that appears in it is read once. Files must appear whole (written elsewhere or under a hidden name, then renamed). The
 * offset `{"logOffset": k}` counts entries of the source's own log, which names the files of each batch.
 *
 * Files that an event tells of (`offer`) are taken without a listing; those seen before, or not of the input, are passed over. As events may be missed, everything is
 * listed all the same once in every `reconcileInterval`, and whenever a batch is asked for without an offer.
 */
export class FileSource implements Source {
  readonly description: string;
  readonly schema: StructType;
  readonly #request: FileSourceRequest;
  readonly #input: InputPath;
  readonly #log: FileSourceLog;
  readonly #seen: SeenFiles;
  readonly #limit: FileLimit;
  readonly #cleaner: SourceCleaner | undefined;
  #latestEntry = -1;
  #restored = false;
  #cleanedThrough: number | undefined;
  /** New files of an earlier listing. */
  #unread: readonly FileInfo[] | undefined;
  /** The listing at the start of an availableNow run. */
  #frozen: readonly FileInfo[] | undefined;
  /** What an event told of. */
  #offered: readonly FileInfo[] | undefined;
  /** When everything was last listed and taken. */
  #listedMs: number | undefined;
  /** Local copies of the batch that was asked for last. */
  #opened: string[] = [];

  constructor(request: FileSourceRequest) {
    const { options } = request;
    this.#request = request;
    this.schema = request.schema;
    this.#input = inputPath(options);
    this.description = `FileStreamSource[${displayPath(this.#input.path)}]`;
    this.#log = new FileSourceLog(request.log);
    this.#limit = { maxFiles: options.maxFilesPerTrigger, maxBytes: options.maxBytesPerTrigger };
    const ageless = options.latestFirst && this.#isLimited;
    this.#seen = new SeenFiles({
      maxFileAgeMs: ageless ? Number.POSITIVE_INFINITY : options.maxFileAge,
      fileNameOnly: options.fileNameOnly,
    });
    this.#cleaner = sourceCleaner(options, this.#input, request.fileSystem);
  }

  async latestOffset(start: Offset | null, limit: ReadLimit): Promise<Offset | null> {
    // Another run of the query has gone on meanwhile.
    if (entryOf(start) > this.#latestEntry) this.#restored = false;
    await this.#restore();
    const limited = limit === 'limited' && this.#isLimited;
    // What a run that crashed has put into the log but not into a batch is a batch of its own.
    const isBatchWaiting = limited && this.#latestEntry > entryOf(start);
    if (!isBatchWaiting) await this.#takeFiles(limited ? this.#limit : NO_LIMIT);
    return this.#latestEntry < 0 ? null : { logOffset: this.#latestEntry };
  }

  async getBatch(start: Offset | null, end: Offset): Promise<BatchInput> {
    await this.#restore();
    const logged = await this.#log.files(entryOf(start), entryOf(end));
    await this.#release();
    const found = await mapFiles(logged, (file) => this.#open(file));
    return {
      kind: 'files',
      format: this.#request.format,
      options: this.#request.formatOptions,
      files: found.filter((file) => file !== undefined),
    };
  }

  async commit(end: Offset): Promise<void> {
    const through = entryOf(end);
    if (this.#cleaner !== undefined) {
      // One entry back at a first call: the run before may have been stopped before it cleaned.
      const from = this.#cleanedThrough ?? through - 1;
      for (const file of await this.#log.files(from, through)) await this.#clean(this.#cleaner, file);
      this.#cleanedThrough = through;
    }
    await this.#log.commit(through);
  }

  offer(arrivals: Arrivals | undefined): void {
    this.#offered = arrivals?.kind === 'files' ? arrivals.files : undefined;
  }

  async stop(): Promise<void> {
    this.#unread = undefined;
    await this.#release();
  }

  async prepareForAvailableNow(asOfMs = Number.POSITIVE_INFINITY): Promise<void> {
    // Times of files have fractions of a millisecond, those of clocks have not.
    this.#frozen = (await this.#list()).filter(({ modifiedMs }) => modifiedMs < asOfMs + 1);
  }

  get #isLimited(): boolean {
    return this.#limit.maxFiles !== undefined || this.#limit.maxBytes !== undefined;
  }

  async #restore(): Promise<void> {
    if (this.#restored) return;
    const { latest, files, listedMs } = await this.#log.restore();
    for (const file of files) this.#seen.add(file);
    this.#seen.purge();
    this.#latestEntry = latest;
    this.#listedMs = listedMs ?? this.#listedMs;
    this.#restored = true;
  }

  async #list(startAfter?: string): Promise<FileInfo[]> {
    return this.#inOrder(await listFiles(this.#input, this.#request.fileSystem, startAfter));
  }

  #inOrder(files: readonly FileInfo[]): FileInfo[] {
    const { listing, latestFirst } = this.#request.options;
    return listing === 'lexical' ? pathOrder(files) : readingOrder(files, latestFirst);
  }

  /** What the next batch may take, before what has been seen is left out. */
  async #candidates(): Promise<Candidates> {
    const { options, clock } = this.#request;
    const kept = this.#frozen ?? (this.#offered === undefined ? this.#unread : undefined);
    if (kept !== undefined) return { files: kept, isFresh: false };
    const nowMs = clock.now();
    const isListingDue = this.#listedMs === undefined || nowMs - this.#listedMs >= options.reconcileInterval;
    if (!isListingDue && this.#offered !== undefined) return { files: await this.#arrived(), isFresh: true };
    const isPartial = !isListingDue && options.listing === 'lexical';
    const files = await this.#list(isPartial ? this.#seen.lastPath : undefined);
    return { files, isFresh: true, ...(!isPartial && { listedMs: nowMs }) };
  }

  /** An event may come late: what counts is what there is now. */
  async #arrived(): Promise<FileInfo[]> {
    const offered = new Set((this.#offered ?? []).map((file) => file.path));
    const paths = [...offered].filter((path) => matchFile(this.#input, path) !== undefined && !this.#seen.has(path));
    const found = await mapFiles(paths, (path) => this.#request.fileSystem.stat(path));
    return this.#inOrder(found.filter((file) => file !== undefined));
  }

  async #takeFiles(limit: FileLimit): Promise<void> {
    const { options } = this.#request;
    const { files: candidates, isFresh, listedMs } = await this.#candidates();
    const { taken, left } = selectFiles(candidates, this.#seen, limit);
    const mayKeep = this.#frozen === undefined && this.#offered === undefined && !options.latestFirst;
    this.#unread = mayKeep && limit !== NO_LIMIT ? keepForNextBatch(left, limit, options) : undefined;
    const files = await this.#unchanged(taken, isFresh);
    // A listing of which something is left has not done its work yet.
    if (listedMs !== undefined && left.length === 0) this.#listedMs = listedMs;
    if (files.length === 0) return;
    const entry = this.#latestEntry + 1;
    const written = await this.#log.add(entry, files, () => this.#seen.all(), this.#reconciledMs);
    for (const file of written) this.#seen.add(file);
    this.#seen.purge();
    this.#latestEntry = entry;
  }

  /** A file that has changed since it was listed may still be being written: a later listing takes it. */
  async #unchanged(files: readonly FileInfo[], isFresh: boolean): Promise<FileInfo[]> {
    // Where contents have versions, files appear whole, and what has just been listed need not be looked at again.
    if (isFresh && files.every((file) => file.version !== undefined)) return [...files];
    const now = await mapFiles(files, (file) => this.#request.fileSystem.stat(file.path));
    return files.filter((file, i) => isSameFile(file, now[i]));
  }

  async #open(file: FileInfo): Promise<InputFile | undefined> {
    const { fileSystem, options } = this.#request;
    const atOnce = file.version === undefined ? undefined : await this.#localInput(file);
    if (atOnce !== undefined) return atOnce;
    const now = await fileSystem.stat(file.path);
    if (now === undefined) {
      if (options.ignoreMissingFiles) return undefined;
      throw new ConnectorError('FAILED_READ_FILE.FILE_NOT_EXIST', { path: file.path });
    }
    if (!isSameFile(file, now)) {
      throw new ConnectorError('FILE_CHANGED_SINCE_LISTING', {
        path: file.path,
        listedBytes: file.bytes,
        listedTime: new Date(file.modifiedMs).toISOString(),
        bytes: now.bytes,
        time: new Date(now.modifiedMs).toISOString(),
      });
    }
    // Gone again since: the next look says how.
    return (await this.#localInput(file)) ?? this.#open(file);
  }

  async #localInput(file: FileInfo): Promise<InputFile | undefined> {
    const { fileSystem, schema } = this.#request;
    const found = await inputFile(this.#input, file, schema, fileSystem);
    if (found !== undefined) this.#opened.push(found.path);
    return found;
  }

  /** Local copies are needed from `getBatch` until the next one. */
  async #release(): Promise<void> {
    const opened = this.#opened.splice(0);
    const { fileSystem } = this.#request;
    if (fileSystem.release !== undefined) await mapFiles(opened, async (path) => fileSystem.release?.(path));
  }

  /** For the log: only where something hangs on it. */
  get #reconciledMs(): number | undefined {
    const isUsed = this.#request.options.listing === 'lexical' || this.#offered !== undefined;
    return isUsed ? this.#listedMs : undefined;
  }

  async #clean(cleaner: SourceCleaner, file: FileInfo): Promise<void> {
    try {
      await cleaner(file);
    } catch (error) {
      // As in Spark cleaning never stops a query: the rows are safe, a file is left behind.
      process.emitWarning(`The file ${file.path} cannot be cleaned up: ${String(error)}`, 'MillraceWarning');
    }
  }
}

interface Candidates {
  readonly files: readonly FileInfo[];
  /** Whether they were looked at just now. */
  readonly isFresh: boolean;
  /** The time of the listing, if these are all files there are. */
  readonly listedMs?: number;
}

function entryOf(offset: Offset | null): number {
  const isOffset = typeof offset === 'object' && offset !== null && 'logOffset' in offset;
  return isOffset && typeof offset.logOffset === 'number' ? offset.logOffset : -1;
}
