import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFrame } from '../api/data-frame.ts';
import type { StreamingQuery } from '../api/streaming-query.ts';
import { type TriggerInput, toStreamTrigger } from '../api/trigger.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { StreamingQueryProgress } from '../contracts/progress.ts';
import type { Row } from '../types/value.ts';
import type { ManualClock } from '../util/clock.ts';
import { batchRows } from './batch-rows.ts';

interface StreamTestRunProps<S> {
  readonly frame: DataFrame<S>;
  readonly outputMode: OutputMode;
  readonly checkpointLocation: string;
  readonly clock: ManualClock | undefined;
}

/** How a query of a test comes to rest, by its trigger. */
type Rest = 'processed' | 'waitsForClock' | 'ended';

/** The query of one test over all its starts, with what it has put out. */
export class StreamTestRun<S> {
  readonly #props: StreamTestRunProps<S>;
  readonly #batches = new Map<number, readonly Row[]>();
  #query: StreamingQuery | undefined;
  #rest: Rest = 'processed';
  #earlierProgress: readonly StreamingQueryProgress[] = [];
  #failure: unknown;
  #checkedThrough = -1;

  constructor(props: StreamTestRunProps<S>) {
    this.#props = props;
  }

  /** Why the query was refused or has ended; undefined while all is well. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Of all batches of all starts, in order; not of triggers that found nothing to do. */
  get progress(): readonly StreamingQueryProgress[] {
    const current = this.#query?.recentProgress ?? [];
    return [...this.#earlierProgress, ...current.filter(({ durationMs }) => 'addBatch' in durationMs)];
  }

  /** Rows by batch number, ascending. */
  get batches(): readonly (readonly [batchId: number, rows: readonly Row[]])[] {
    return [...this.#batches].sort(([a], [b]) => a - b);
  }

  /** What the sink holds: all rows, or in complete mode those of the last batch. */
  get answer(): readonly Row[] {
    return this.#rowsAfter(-1);
  }

  /** What the sink has taken since this was last read, or the answer was. */
  takeNewAnswer(): readonly Row[] {
    const rows = this.#rowsAfter(this.#checkedThrough);
    this.markChecked();
    return rows;
  }

  markChecked(): void {
    this.#checkedThrough = this.batches.at(-1)?.[0] ?? -1;
  }

  get lastBatch(): readonly Row[] {
    return this.batches.at(-1)?.[1] ?? [];
  }

  async start(trigger: TriggerInput | undefined): Promise<void> {
    await this.stop();
    const { frame, outputMode, checkpointLocation } = this.#props;
    const writer = frame.writeStream
      .outputMode(outputMode)
      .option('checkpointLocation', checkpointLocation)
      .foreachBatch(async (batch, batchId) => void this.#batches.set(batchId, await batchRows(batch)));
    try {
      this.#rest = this.#restOf(trigger);
      this.#query = await (trigger === undefined ? writer : writer.trigger(trigger)).start();
    } catch (error) {
      this.#failure = error;
    }
    await this.settle();
  }

  async stop(): Promise<void> {
    await this.#query?.stop();
    this.#earlierProgress = this.progress;
    this.#query = undefined;
  }

  /** Waits until the query has nothing to do, or has failed. */
  async settle(): Promise<void> {
    const query = this.#query;
    if (query === undefined) return;
    try {
      if (this.#rest === 'processed') await query.processAllAvailable();
      else if (this.#rest === 'ended') await query.awaitTermination();
      else while (query.isActive && !this.#props.clock?.isWaitedFor) await sleep(1);
    } catch {
      // The query keeps its failure.
    }
    this.#failure ??= query.exception() ?? undefined;
  }

  /** Moves the clock when the query waits for it, and waits for what that sets off. */
  async advanceClock(clock: ManualClock, ms: number): Promise<void> {
    await this.settle();
    clock.advance(ms);
    if (this.#rest === 'waitsForClock') await this.settle();
  }

  /** Returns the failure and forgets it: the query may be started again. */
  async takeFailure(): Promise<unknown> {
    await this.settle();
    const failure = this.#failure;
    await this.stop();
    this.#failure = undefined;
    return failure;
  }

  #rowsAfter(batchId: number): readonly Row[] {
    const later = this.batches.filter(([id]) => id > batchId);
    const shown = this.#props.outputMode === 'complete' ? later.slice(-1) : later;
    return shown.flatMap(([, rows]) => rows);
  }

  #restOf(input: TriggerInput | undefined): Rest {
    const trigger = input === undefined ? undefined : toStreamTrigger(input);
    if (trigger?.kind === 'once' || trigger?.kind === 'availableNow') return 'ended';
    const isInterval = trigger?.kind === 'processingTime' && trigger.intervalMs > 0;
    return isInterval && this.#props.clock !== undefined ? 'waitsForClock' : 'processed';
  }
}
