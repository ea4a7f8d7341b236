import type { CommitLogEntry } from '../contracts/checkpoint-store.ts';
import type { ContinuousSink } from '../contracts/sink.ts';
import type { ContinuousReader, Offset, Source } from '../contracts/source.ts';
import { Arrivals } from './arrivals.ts';
import type { BatchOutcome } from './batch-runner.ts';
import { takenByAnother } from './contest.ts';
import type { ExecutionParts, TriggerResult } from './execution-parts.ts';
import { MicroBatchExecution } from './micro-batch-execution.ts';
import { PhaseTimer } from './phases.ts';
import { progressReport } from './progress-report.ts';
import type { QueryPosition } from './query-position.ts';
import { RowEvaluator } from './row-evaluator.ts';
import { sameOffset } from './same-offset.ts';
import type { StreamExecution } from './stream-execution.ts';

/** What a continuous run is made of besides the parts of any run. */
export interface ContinuousParts extends ExecutionParts {
  readonly source: Source & Required<Pick<Source, 'continuous'>>;
  readonly rowSink: ContinuousSink;
  readonly intervalMs: number;
}

/** An epoch in work. */
interface Epoch {
  readonly epochId: number;
  readonly startMs: number;
  readonly start: Offset | null;
  end: Offset | null;
  numInputRows: number;
}

interface Waiter {
  readonly target: Offset;
  readonly resolve: () => void;
}

/** A shorter interval would only wear out the checkpoint. */
const MIN_INTERVAL_MS = 10;
/** How long the run waits for a sink that is at work before it is interrupted. */
const GRACE_MS = 1000;

/**
 * The continuous trigger: rows go through the query to the sink as they come, and at each interval the place that has been reached is recorded, as the batch of the
 * next number. Order: the sink has the epoch's rows, then its offsets are written, then its commit; a crash in between repeats rows and loses none. A batch that was
 * begun before the run is finished first, as a batch.
 */
export class ContinuousExecution implements StreamExecution {
  readonly #parts: ContinuousParts;
  readonly #batches: MicroBatchExecution;
  readonly #evaluator: RowEvaluator;
  readonly #stopping = new AbortController();
  readonly #waiters: Waiter[] = [];
  #position: QueryPosition | undefined;
  #reader: ContinuousReader | undefined;
  #arrivals: Arrivals | undefined;
  #epoch: Epoch | undefined;
  #isBatch = false;
  #isRunning = false;
  #previousTriggerMs: number | undefined;

  constructor(parts: ContinuousParts) {
    this.#parts = parts;
    this.#batches = new MicroBatchExecution(parts);
    this.#evaluator = new RowEvaluator(parts.runner.program, parts.executor);
  }

  get attempt() {
    if (this.#epoch === undefined) return this.#batches.attempt;
    return { start: [this.#epoch.start], end: [this.#epoch.end] };
  }

  async initialize(): Promise<void> {
    await this.#batches.initialize();
    this.#parts.checkPlan(0);
    // Static tables are read once: there is no batch that could read them anew.
    await this.#parts.runner.bindInputs([null]);
  }

  interrupt(): void {
    this.#stopping.abort();
    this.#arrivals?.look();
    if (this.#isBatch) this.#batches.interrupt();
    else if (this.#isRunning) void this.#interruptLater();
  }

  async catchUp(): Promise<void> {
    const target = await this.#parts.source.latestOffset(this.#position?.startOffsets[0] ?? null, 'all');
    if (target === null) return;
    await new Promise<void>((resolve) => {
      this.#waiters.push({ target, resolve });
      this.#arrivals?.look();
    });
  }

  /** Runs one epoch: until the interval is over, somebody waits for what has been reached, or the run is to end. */
  async trigger(): Promise<TriggerResult> {
    this.#isRunning = true;
    try {
      const pending = this.#batches.position?.pending;
      if (this.#position === undefined && pending !== undefined) return await this.#finishBatch();
      this.#position ??= this.#batches.position;
      return await this.#runEpoch();
    } finally {
      this.#isRunning = false;
    }
  }

  /** A sink or source that waits for a service that is away must be told; one that is at work comes to its end. */
  async #interruptLater(): Promise<void> {
    const { clock, source, sink } = this.#parts;
    await clock.waitUntil(clock.now() + GRACE_MS);
    if (!this.#isRunning) return;
    source.interrupt?.();
    sink.interrupt?.();
  }

  async #finishBatch(): Promise<TriggerResult> {
    this.#isBatch = true;
    try {
      return await this.#batches.trigger('limited');
    } finally {
      this.#isBatch = false;
    }
  }

  async #runEpoch(): Promise<TriggerResult> {
    const { clock, phaseHook, source, rowSink, onStatus } = this.#parts;
    const position = this.#positionNow;
    const start = position.startOffsets[0] ?? null;
    const epoch: Epoch = { epochId: position.nextBatchId, startMs: clock.now(), start, end: start, numInputRows: 0 };
    this.#epoch = epoch;
    if (this.#reader === undefined) {
      onStatus({ message: `Getting offsets from ${source.description}` });
      this.#reader = await source.continuous(start);
      this.#arrivals = new Arrivals(this.#reader, this.#stopping.signal);
    }
    const timer = new PhaseTimer(clock, phaseHook);
    let outcome: BatchOutcome | undefined;
    try {
      await this.#flow(epoch, this.#arrivals as Arrivals);
      if (!sameOffset(epoch.start, epoch.end)) outcome = await this.#endEpoch(epoch, timer);
    } catch (error) {
      await rowSink.abort?.(error);
      throw error;
    }
    this.#settleWaiters();
    const progress = this.#report(epoch, timer, outcome);
    this.#previousTriggerMs = epoch.startMs;
    return { hasRun: outcome !== undefined, progress, isCaughtUp: outcome === undefined };
  }

  get #positionNow(): QueryPosition {
    if (this.#position === undefined) throw new Error('initialize() has not run');
    return this.#position;
  }

  /** Lets rows through until the epoch is over. */
  async #flow(epoch: Epoch, arrivals: Arrivals): Promise<void> {
    const { clock, onStatus } = this.#parts;
    const intervalMs = Math.max(this.#parts.intervalMs, MIN_INTERVAL_MS);
    let isDue = false;
    const over = new AbortController();
    const dueMs = Math.floor(epoch.startMs / intervalMs) * intervalMs + intervalMs;
    void clock.waitUntil(dueMs, over.signal).then(() => {
      isDue = true;
      arrivals.look();
    });
    const isOver = () => isDue || this.#stopping.signal.aborted || this.#isAwaited(epoch.end);
    onStatus({ message: 'Waiting for data to arrive', isDataAvailable: false });
    try {
      do {
        const arrived = await arrivals.take(isOver);
        if (arrived === undefined) return;
        if (epoch.numInputRows === 0) onStatus({ message: 'Processing new data', isDataAvailable: true });
        for await (const rows of this.#evaluator.evaluate(arrived.rows))
          if (rows.length > 0) await this.#parts.rowSink.write(epoch.epochId, rows);
        epoch.numInputRows += arrived.rows.length;
        epoch.end = arrived.end;
      } while (!isDue && !this.#stopping.signal.aborted);
    } finally {
      over.abort();
    }
  }

  /** Whether somebody waits for no more than has been reached. */
  #isAwaited(end: Offset | null): boolean {
    return this.#waiters.some(({ target }) => this.#reader?.reaches(end, target));
  }

  #settleWaiters(): void {
    const end = this.#positionNow.startOffsets[0] ?? null;
    for (const waiter of this.#waiters.splice(0)) {
      if (this.#reader?.reaches(end, waiter.target)) waiter.resolve();
      else this.#waiters.push(waiter);
    }
  }

  async #endEpoch(epoch: Epoch, timer: PhaseTimer): Promise<BatchOutcome> {
    const { rowSink, store, source, state, query, clock } = this.#parts;
    const { epochId: batchId, end } = epoch;
    const { watermarkMs, lateWatermarkMs, watermarkMarks } = this.#positionNow;
    const { numOutputRows } = await timer.run('addBatch', batchId, () => rowSink.endEpoch(batchId));
    const batchTimestampMs = clock.now();
    const runToken = query.runId;
    const offsets = {
      batchId,
      offsets: [end],
      batchWatermarkMs: watermarkMs,
      lateWatermarkMs,
      batchTimestampMs,
      runToken,
    };
    await timer.run('walCommit', batchId, async () => {
      if (!(await store.offsets.add(offsets))) throw takenByAnother(store, batchId);
    });
    const commit: CommitLogEntry = {
      ...{ batchId, nextBatchWatermarkMs: watermarkMs, watermarkMarks, flushDue: false, state: [], runToken },
    };
    await timer.run('commitOffsets', batchId, async () => {
      if (!(await store.commits.add(commit, []))) throw takenByAnother(store, batchId);
    });
    this.#position = { ...this.#positionNow, nextBatchId: batchId + 1, startOffsets: [end], commitToken: runToken };
    await timer.run('cleanup', batchId, async () => {
      if (end !== null) await source.commit(end);
      await state.purge(batchId);
    });
    return {
      input: { rows: [epoch.numInputRows], eventTimes: [], candidates: [] },
      quarantined: new Map(),
      operators: [],
      stateTimes: { updatesMs: 0, removalsMs: 0 },
      numOutputRows,
      observed: {},
    };
  }

  #report(epoch: Epoch, timer: PhaseTimer, outcome: BatchOutcome | undefined) {
    const { query, clock, source, sink, takeAwsUsage } = this.#parts;
    return progressReport({
      query,
      batchId: epoch.epochId,
      triggerStartMs: epoch.startMs,
      triggerEndMs: clock.now(),
      previousTriggerMs: this.#previousTriggerMs,
      durationMs: timer.durationMs,
      watermarkMs: undefined,
      sources: [source],
      sourceUses: [1],
      startOffsets: [epoch.start],
      endOffsets: [epoch.end],
      partitionMarks: [],
      sinkDescription: sink.description,
      outcome,
      aws: outcome && takeAwsUsage?.(),
    });
  }
}
