import type { FileInfo } from '../../contracts/file-system.ts';
import type { SourceLog } from '../../contracts/source.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { Json } from '../../util/json.ts';

/** Every so many entries one also holds all files of the entries before it that are still remembered, so that a start reads few entries. */
const COMPACT_INTERVAL = 10;

interface Entry {
  /** The files of this entry's batch. */
  readonly files: readonly FileInfo[];
  /** In a compact entry: files of earlier entries. */
  readonly earlier: readonly FileInfo[] | undefined;
  /** When everything was last listed, where the source does not list every time. */
  readonly listedMs?: number | undefined;
}

/** What a log remembers. */
interface Restored {
  /** The newest entry; -1: none. */
  readonly latest: number;
  /** All files still remembered, in the order in which they were taken. */
  readonly files: readonly FileInfo[];
  readonly listedMs: number | undefined;
}

/** Which files each entry of a file source's offset counter stands for, kept in the checkpoint. */
export class FileSourceLog {
  readonly #log: SourceLog;
  /** Entries written or read by this run, until they are committed. */
  readonly #recent = new Map<number, readonly FileInfo[]>();

  #removedBelow = 0;

  constructor(log: SourceLog) {
    this.#log = log;
  }

  /** All files still remembered, in the order in which they were taken, and the newest entry (-1: none). */
  async restore(): Promise<Restored> {
    const ids = await this.#log.list();
    const start = ids.findLastIndex(isCompact);
    const files: FileInfo[] = [];
    let listedMs: number | undefined;
    for (const id of ids.slice(Math.max(0, start))) {
      const entry = await this.#read(id, id, id);
      files.push(...(id === ids[start] ? (entry.earlier ?? []) : []), ...entry.files);
      listedMs = entry.listedMs ?? listedMs;
    }
    return { latest: ids.at(-1) ?? -1, files, listedMs };
  }

  /** Writes entry `id`; where a rival has written it first, that one's files count. Returns the files of the entry. */
  async add(
    id: number,
    files: readonly FileInfo[],
    remembered: () => readonly FileInfo[],
    listedMs?: number,
  ): Promise<readonly FileInfo[]> {
    const entry: Entry = { files, earlier: isCompact(id) ? remembered() : undefined, listedMs };
    const written = (await this.#log.add(id, toJson(entry))) ? files : (await this.#read(id, id, id)).files;
    this.#recent.set(id, written);
    return written;
  }

  /** The files of the entries after `start` up to `end`, in reading order. */
  async files(start: number, end: number): Promise<FileInfo[]> {
    const files: FileInfo[] = [];
    for (let id = start + 1; id <= end; id++) {
      files.push(...(this.#recent.get(id) ?? (await this.#read(id, start, end)).files));
    }
    return files;
  }

  /** Forgets what a start after offset `end` does not need. */
  async commit(end: number): Promise<void> {
    for (const id of this.#recent.keys()) if (id <= end) this.#recent.delete(id);
    const compact = Math.floor((end + 1) / COMPACT_INTERVAL) * COMPACT_INTERVAL - 1;
    if (compact <= this.#removedBelow) return;
    const ids = await this.#log.list();
    await this.#log.remove(ids.filter((id) => id < compact));
    this.#removedBelow = compact;
  }

  async #read(id: number, start: number, end: number): Promise<Entry> {
    const entry = fromJson(await this.#log.read(id));
    if (entry === undefined) throw new ConnectorError('FILE_SOURCE_LOG_CORRUPT', { id, start, end });
    return entry;
  }
}

const isCompact = (id: number): boolean => (id + 1) % COMPACT_INTERVAL === 0;

/** As the log holds it: `[path, bytes, modifiedMs, version]` per file, the last where there is one, keeps a compact entry small. */
function toJson(entry: Entry): Json {
  const pack = ({ path, bytes, modifiedMs, version }: FileInfo): Json =>
    version === undefined ? [path, bytes, modifiedMs] : [path, bytes, modifiedMs, version];
  const files = entry.files.map(pack);
  return {
    files,
    ...(entry.earlier !== undefined && { earlier: entry.earlier.map(pack) }),
    ...(entry.listedMs !== undefined && { listedMs: entry.listedMs }),
  };
}

function fromJson(json: Json | undefined): Entry | undefined {
  if (json === undefined || json === null || typeof json !== 'object' || !('files' in json)) return undefined;
  const unpack = (list: Json | undefined): FileInfo[] | undefined => {
    if (!Array.isArray(list)) return undefined;
    return list.map(([path, bytes, modifiedMs, version]) => ({
      path,
      bytes,
      modifiedMs,
      ...(version !== undefined && { version }),
    }));
  };
  const files = unpack(json.files);
  const listedMs = typeof json.listedMs === 'number' ? json.listedMs : undefined;
  return files === undefined ? undefined : { files, earlier: unpack(json.earlier), listedMs };
}
