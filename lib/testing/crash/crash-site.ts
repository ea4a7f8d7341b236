import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { StreamSession } from '../../local/stream-session.ts';
import type { CrashOutcome, CrashPlan } from './crash-plan.ts';
import { CRASH_OUTPUT, type CrashQueryName, writeEvents } from './crash-queries.ts';
import { runCrashQuery } from './run-crash-query.ts';

/** Four batches, and one without data for the windowed query. */
const FILES = 4;

/** Rows as JSON texts, sorted, by batch. */
type BatchRows = Readonly<Record<number, readonly string[]>>;

type PlanOptions = Omit<CrashPlan, 'query' | 'folders'>;

/** Folders for the runs of one query, and what a run that nobody disturbs writes. */
export class CrashSite implements AsyncDisposable {
  readonly #root = mkdtempSync(join(tmpdir(), 'millrace-crash-'));
  readonly #query: CrashQueryName;
  readonly #session: StreamSession;
  #plans = 0;
  #undisturbed: BatchRows = {};

  private constructor(query: CrashQueryName, session: StreamSession) {
    this.#query = query;
    this.#session = session;
  }

  static async create(query: CrashQueryName): Promise<CrashSite> {
    const site = new CrashSite(query, await StreamSession.create({ threads: 1 }));
    writeEvents(join(site.#root, 'input'), FILES);
    const plan = site.plan();
    assert.equal((await runCrashQuery(plan)).message, null);
    site.#undisturbed = await site.#output(plan);
    assert.ok(Object.keys(site.#undisturbed).length >= 3);
    return site;
  }

  /** A run with output and checkpoint of its own. */
  plan(options: PlanOptions = {}): CrashPlan {
    this.#plans += 1;
    const own = join(this.#root, String(this.#plans));
    const folders = {
      input: join(this.#root, 'input'),
      output: join(own, 'output'),
      checkpoint: join(own, 'checkpoint'),
      scratch: join(own, 'scratch'),
    };
    mkdirSync(folders.scratch, { recursive: true });
    return { query: this.#query, folders, ...options };
  }

  /** The same with an input of its own: for runs that clean it up. */
  planWithInput(options: PlanOptions = {}): CrashPlan {
    const plan = this.plan(options);
    const input = join(plan.folders.checkpoint, '..', 'input');
    writeEvents(input, FILES);
    return { ...plan, folders: { ...plan.folders, input } };
  }

  /** Runs the query to its end in this process; the output must then be that of an undisturbed run. */
  async assertEndsUndisturbed(plan: CrashPlan): Promise<CrashOutcome> {
    const outcome = await runCrashQuery(plan);
    assert.equal(outcome.message, null);
    await this.assertUndisturbed(plan);
    return outcome;
  }

  async assertUndisturbed(plan: CrashPlan): Promise<void> {
    assert.deepEqual(await this.#output(plan), this.#undisturbed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.stop();
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** The rows of each batch as readers of the output find them. */
  async #output({ folders, query }: CrashPlan): Promise<BatchRows> {
    const batches: Record<number, string[]> = {};
    for (const file of readdirSync(folders.output)) {
      if (file.startsWith('.')) continue;
      const reader = this.#session.read.format('parquet').schema(CRASH_OUTPUT[query]);
      const rows = await reader.load(join(folders.output, file)).collect();
      batches[batchOf(file)] = rows.map(rowText).sort();
    }
    return batches;
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
