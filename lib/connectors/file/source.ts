import type { FileInfo, FileSystem } from '../../contracts/file-system.ts';
import type { BatchInput, InputFile, Offset, ReadLimit, Source, SourceLog } from '../../contracts/source.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import type { OptionTexts } from '../options.ts';
import { FileSourceLog } from './file-source-log.ts';
import { inChunks } from './in-chunks.ts';
import { type InputPath, inputPath, matchFile } from './input-path.ts';
import { listFiles } from './list-files.ts';
import type { FileSourceOptions } from './options.ts';
import { displayPath } from './paths.ts';
import { SeenFiles } from './seen-files.ts';
import { type FileLimit, keepForNextBatch, NO_LIMIT, readingOrder, selectFiles } from './select-files.ts';
import { type SourceCleaner, sourceCleaner } from './source-cleaner.ts';

/** What a file source is made of. */
export interface FileSourceRequest {
  readonly format: string;
  readonly options: FileSourceOptions;
  /** Options of the format's reader. */
  readonly formatOptions: OptionTexts;
  readonly schema: StructType;
  readonly log: SourceLog;
  readonly fileSystem: FileSystem;
}

/**
 * A folder as a stream: each file that appears in it is read once. Files must appear whole (written elsewhere or under a hidden name, then renamed). The
 * offset `{"logOffset": k}` counts entries of the source's own log, which names the files of each batch.
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
    const found = await inChunks(logged, (file) => this.#open(file));
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

  async stop(): Promise<void> {
    this.#unread = undefined;
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
    const { latest, files } = await this.#log.restore();
    for (const file of files) this.#seen.add(file);
    this.#seen.purge();
    this.#latestEntry = latest;
    this.#restored = true;
  }

  async #list(): Promise<FileInfo[]> {
    return readingOrder(await listFiles(this.#input, this.#request.fileSystem), this.#request.options.latestFirst);
  }

  async #takeFiles(limit: FileLimit): Promise<void> {
    const { options } = this.#request;
    const listing = this.#frozen ?? this.#unread ?? (await this.#list());
    const { taken, left } = selectFiles(listing, this.#seen, limit);
    const isListingKept = this.#frozen === undefined && !options.latestFirst && limit !== NO_LIMIT;
    this.#unread = isListingKept ? keepForNextBatch(left, limit, options) : undefined;
    const files = await this.#unchanged(taken);
    if (files.length === 0) return;
    const entry = this.#latestEntry + 1;
    const written = await this.#log.add(entry, files, () => this.#seen.all());
    for (const file of written) this.#seen.add(file);
    this.#seen.purge();
    this.#latestEntry = entry;
  }

  /** A file that has changed since it was listed may still be being written: a later listing takes it. */
  async #unchanged(files: readonly FileInfo[]): Promise<FileInfo[]> {
    const now = await inChunks(files, (file) => this.#request.fileSystem.stat(file.path));
    return files.filter((file, i) => isSameFile(file, now[i]));
  }

  async #open(file: FileInfo): Promise<InputFile | undefined> {
    const { fileSystem, options, schema } = this.#request;
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
    return inputFile(this.#input, file.path, schema, fileSystem);
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

/** A file as the engine takes it in, with the values of its partition folders by the schema's column names. */
export async function inputFile(
  input: InputPath,
  path: string,
  schema: StructType,
  fileSystem: FileSystem,
): Promise<InputFile> {
  const values = Object.entries(matchFile(input, path) ?? {});
  const byColumn = values.flatMap(([key, value]) => {
    const column = schema.fields.find((field) => field.name.toLowerCase() === key.toLowerCase());
    return column === undefined ? [] : [[column.name, value] as const];
  });
  return { path: await fileSystem.localPath(path), partitionValues: Object.fromEntries(byColumn) };
}

const isSameFile = (listed: FileInfo, now: FileInfo | undefined): boolean =>
  now !== undefined && now.bytes === listed.bytes && now.modifiedMs === listed.modifiedMs;

function entryOf(offset: Offset | null): number {
  const isOffset = typeof offset === 'object' && offset !== null && 'logOffset' in offset;
  return isOffset && typeof offset.logOffset === 'number' ? offset.logOffset : -1;
}
