import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { StreamSession } from '../../local/stream-session.ts';
import type { CrashFolders, CrashPlan } from './crash-plan.ts';
import { CRASH_OUTPUT, type CrashQueryName, writeEvents } from './crash-queries.ts';

/** Rows as JSON texts, sorted, by batch. */
export type BatchRows = Readonly<Record<number, readonly string[]>>;

/** Folders for the runs of a crash test; all read the same events. */
export class CrashSite implements AsyncDisposable {
  readonly #root = mkdtempSync(join(tmpdir(), 'millrace-crash-'));
  readonly #session: StreamSession;
  readonly #files: number;
  #plans = 0;

  private constructor(session: StreamSession, files: number) {
    this.#session = session;
    this.#files = files;
    writeEvents(join(this.#root, 'input'), files);
  }

  static async create(files: number): Promise<CrashSite> {
    return new CrashSite(await StreamSession.create({ threads: 1 }), files);
  }

  /** A query with output and checkpoint of its own. */
  plan(query: CrashQueryName, rest: Omit<CrashPlan, 'query' | 'folders'> = {}): CrashPlan {
    this.#plans += 1;
    const own = join(this.#root, `${query}-${this.#plans}`);
    const folders: CrashFolders = {
      input: join(this.#root, 'input'),
      output: join(own, 'output'),
      checkpoint: join(own, 'checkpoint'),
      scratch: join(own, 'scratch'),
    };
    mkdirSync(folders.scratch, { recursive: true });
    return { query, folders, ...rest };
  }

  /** A plan whose input is its own: for runs that clean it up. */
  planWithInput(query: CrashQueryName, rest: Omit<CrashPlan, 'query' | 'folders'> = {}): CrashPlan {
    const plan = this.plan(query, rest);
    const input = join(plan.folders.output, '..', 'input');
    writeEvents(input, this.#files);
    return { ...plan, folders: { ...plan.folders, input } };
  }

  /** The rows of each batch as readers of the output find them. */
  async output({ folders, query }: CrashPlan): Promise<BatchRows> {
    const batches: Record<number, string[]> = {};
    for (const file of readdirSync(folders.output)) {
      if (file.startsWith('.')) continue;
      const reader = this.#session.read.format('parquet').schema(CRASH_OUTPUT[query]);
      const rows = await reader.load(join(folders.output, `*${file.slice(-14)}`)).collect();
      batches[batchOf(file)] = rows.map(rowText).sort();
    }
    return batches;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.stop();
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** By batch, the run that committed it. */
export function winners({ folders }: CrashPlan): Readonly<Record<number, string>> {
  const commits = join(folders.checkpoint, 'commits');
  const entries = readdirSync(commits).map((file) => [
    Number(basename(file, '.json')),
    JSON.parse(readFileSync(join(commits, file), 'utf8')).runToken as string,
  ]);
  return Object.fromEntries(entries);
}

const batchOf = (file: string): number => Number(/-(\d+)\.parquet$/.exec(file)?.[1]);

const rowText = (row: unknown): string =>
  JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value));
