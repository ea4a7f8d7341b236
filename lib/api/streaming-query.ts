import type { StreamingQueryProgress, StreamingQueryStatus } from '../contracts/progress.ts';
import type { RunningQuery } from '../contracts/session-backend.ts';
import type { MillraceError } from '../errors/index.ts';
import type { Clock } from '../util/clock.ts';
import { endsWithin } from './ends-within.ts';

/** A query that was started: running, or ended. */
export class StreamingQuery {
  readonly #run: RunningQuery;
  readonly #clock: Clock;
  #awaited = false;

  constructor(run: RunningQuery, clock: Clock) {
    this.#run = run;
    this.#clock = clock;
  }

  /** UUID kept in the checkpoint: the same after a restart. */
  get id(): string {
    return this.#run.id;
  }
  /** UUID of this run. */
  get runId(): string {
    return this.#run.runId;
  }
  get name(): string | null {
    return this.#run.name ?? null;
  }
  get isActive(): boolean {
    return this.#run.isActive();
  }
  get status(): StreamingQueryStatus {
    return this.#run.status();
  }
  /** Of the last batch; null before the first. */
  get lastProgress(): StreamingQueryProgress | null {
    return this.#run.recentProgress().at(-1) ?? null;
  }
  /** Of the last batches, oldest first. */
  get recentProgress(): readonly StreamingQueryProgress[] {
    return this.#run.recentProgress();
  }

  /** Why the query failed: STREAM_FAILED with the failure as `cause`; null while it runs and where it did not fail. */
  exception(): MillraceError | null {
    return this.#run.exception() ?? null;
  }

  /** Prints the plan; `extended` shows all its stages. */
  explain(extended = false): void {
    console.log(this.#run.explain(extended));
  }

  /** Stops the query; resolves when it has ended. What it has committed stays, and a restart goes on from there. */
  stop(): Promise<void> {
    return this.#run.stop();
  }

  /** Whether somebody waits for the query, and so learns of its failure; otherwise the session prints it. */
  get isAwaited(): boolean {
    return this.#awaited;
  }

  /** Waits for the end, or so many milliseconds: true if it came. Rejects with {@link exception} if the query failed. */
  awaitTermination(): Promise<void>;
  awaitTermination(timeoutMs: number): Promise<boolean>;
  async awaitTermination(timeoutMs?: number): Promise<unknown> {
    this.#awaited = true;
    const hasEnded = await endsWithin(this.#run.terminated, timeoutMs, this.#clock);
    const failure = this.exception();
    if (hasEnded && failure !== null) throw failure;
    return timeoutMs === undefined ? undefined : hasEnded;
  }

  /** Waits until all data that is there now is processed and committed; for tests. Rejects if the query failed. */
  async processAllAvailable(): Promise<void> {
    this.#awaited = true;
    try {
      await this.#run.processAllAvailable();
    } catch (error) {
      throw this.exception() ?? error;
    }
  }
}
