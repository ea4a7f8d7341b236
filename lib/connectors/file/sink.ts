import { join } from 'node:path';
import type { FileSystem } from '../../contracts/file-system.ts';
import type { Sink, SinkBatch, SinkResult, WrittenFile } from '../../contracts/sink.ts';
import type { OptionTexts } from '../options.ts';
import { isHidden } from './input-path.ts';
import { mapFiles } from './map-files.ts';
import { displayPath, segmentsBelow } from './paths.ts';
import { StagingArea } from './staging.ts';

/** What a file sink is made of. */
interface FileSinkRequest {
  readonly format: string;
  /** Absolute folder, or a URL of the file system. */
  readonly path: string;
  /** Options of the format's writer. */
  readonly formatOptions: OptionTexts;
  readonly partitionBy: readonly string[];
  readonly queryId: string;
  readonly fileSystem: FileSystem;
}

const EXTENSIONS: Readonly<Record<string, string>> = { text: 'txt' };
/** Endings that tell readers how text files are compressed; Parquet says so inside the file. */
const COMPRESSION_EXTENSIONS: Readonly<Record<string, string>> = { gzip: '.gz', zstd: '.zst' };

/**
 * Files of one folder, exactly once: names are made of the query and the batch, so that a batch that runs again replaces its own files, and each file is
 * put in place as one step. A batch with several partitions appears file by file.
 */
export class FileSink implements Sink {
  readonly description: string;
  readonly #request: FileSinkRequest;
  readonly #staging: StagingArea;

  constructor(request: FileSinkRequest) {
    this.#request = request;
    this.description = `FileSink[${displayPath(request.path)}]`;
    this.#staging = new StagingArea(request.fileSystem.stagingDirectory ?? request.path, request.queryId);
  }

  /** To be called before the first batch. */
  async open(): Promise<void> {
    await this.#staging.removeLeftovers();
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const { format, formatOptions, partitionBy } = this.#request;
    const stem = this.#stem(batch.batchId);
    return this.#staging.use(batch.batchId, async (directory) => {
      const written = await batch.writeFiles({
        format,
        options: formatOptions,
        partitionBy,
        directory,
        fileName: `${stem}${fileExtension(format, formatOptions)}`,
      });
      await this.#publishAll(directory, written);
      // It lists the output, all of it where there are partitions.
      if (batch.isRerun) await this.#removeEarlierAttempt(stem, written);
      return { numOutputRows: written.reduce((sum, file) => sum + file.rows, 0) };
    });
  }

  #stem(batchId: number): string {
    return `part-${this.#request.queryId.slice(0, 8)}-${String(batchId).padStart(6, '0')}`;
  }

  /** Every file has ended one way or the other before the first failure is raised: the folder they come from goes then. */
  async #publishAll(directory: string, files: readonly WrittenFile[]): Promise<void> {
    const failures = await mapFiles(files, (file) =>
      this.#publish(directory, file).then(
        () => undefined,
        (error: unknown) => ({ error }),
      ),
    );
    const failure = failures.find((found) => found !== undefined);
    if (failure !== undefined) throw failure.error;
  }

  #publish(directory: string, file: WrittenFile): Promise<void> {
    const { fileSystem, path } = this.#request;
    return fileSystem.publish(join(directory, file.relativePath), `${path}/${file.relativePath}`);
  }

  /** An attempt before a crash may have written partitions that this one has not. */
  async #removeEarlierAttempt(stem: string, written: readonly WrittenFile[]): Promise<void> {
    const { fileSystem, path, partitionBy } = this.#request;
    const current = new Set(written.map((file) => file.relativePath));
    const hint = partitionBy.length === 0 ? { namePrefix: stem } : {};
    for await (const file of fileSystem.list(path, hint)) {
      const names = segmentsBelow(path, file.path);
      if (names === undefined || names.some(isHidden) || current.has(names.join('/'))) continue;
      if (isOfBatch(names.at(-1) ?? '', stem)) await fileSystem.remove(file.path);
    }
  }
}

/** `part-1a2b3c4d-000007.parquet` and `part-1a2b3c4d-000007-2.parquet` are of the batch `part-1a2b3c4d-000007`. */
const isOfBatch = (name: string, stem: string): boolean => name.startsWith(`${stem}.`) || name.startsWith(`${stem}-`);

function fileExtension(format: string, options: OptionTexts): string {
  const compression = options['compression']?.toLowerCase() ?? '';
  const compressed = format === 'parquet' ? '' : (COMPRESSION_EXTENSIONS[compression] ?? '');
  return `.${EXTENSIONS[format] ?? format}${compressed}`;
}
