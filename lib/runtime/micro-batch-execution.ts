import type { CheckpointStore, CommitLogEntry, OffsetLogEntry } from '../contracts/checkpoint-store.ts';
import type { Executor } from '../contracts/executor.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { AwsUsage, StreamingQueryProgress, StreamingQueryStatus } from '../contracts/progress.ts';
import type { Sink } from '../contracts/sink.ts';
import type { Offset, ReadLimit, Source } from '../contracts/source.ts';
import { CheckpointError } from '../errors/index.ts';
import type { BatchBinding } from '../incremental/template.ts';
import { inputWatermarks } from '../incremental/watermark-flow.ts';
import { type WatermarkPolicy, WatermarkTracker } from '../incremental/watermark-tracker.ts';
import type { StateManager } from '../state/state-manager.ts';
import type { Clock } from '../util/clock.ts';
import type { BatchOutcome, BatchRunner } from './batch-runner.ts';
import { observeNodes } from './input-partitions.ts';
import { type PhaseHook, PhaseTimer } from './phases.ts';
import { idleOutcome, progressReport } from './progress-report.ts';
import { isCurrent, type QueryPosition, recoverPosition } from './query-position.ts';

/** All that a query's batches need. Everything in it belongs to this run. */
export interface ExecutionParts {
  readonly query: { readonly id: string; readonly runId: string; readonly name: string | null };
  readonly runner: BatchRunner;
  readonly executor: Executor;
  readonly sources: readonly Source[];
  readonly sink: Sink;
  readonly outputMode: OutputMode;
  readonly store: CheckpointStore;
  readonly state: StateManager;
  readonly clock: Clock;
  readonly watermarkPolicy: WatermarkPolicy;
  /** `spark.millrace.watermarkIdleTimeout`; undefined: silence does not count. */
  readonly watermarkIdleTimeoutMs: number | undefined;
  readonly noDataBatches: boolean;
  /** Refuses a query for what shows only as a batch is planned. */
  readonly checkPlan: (watermarkMs: number) => void;
  readonly phaseHook: PhaseHook | undefined;
  /** What the query has asked of AWS since the last call; undefined: nothing. */
  readonly takeAwsUsage?: (() => AwsUsage | undefined) | undefined;
  /** Tells what the query is at. */
  readonly onStatus: (status: Partial<StreamingQueryStatus>) => void;
}

/** What one trigger found. */
export interface TriggerResult {
  /** False: there was nothing to do, and the progress has nothing but zeros and the totals of the state. */
  readonly hasRun: boolean;
  readonly progress: StreamingQueryProgress;
  /** Nothing was left when the sources were asked: there was no batch, or it took all there was and no batch without input is due. */
  readonly isCaughtUp: boolean;
}

const sameOffset = (a: Offset | null, b: Offset | null): boolean => JSON.stringify(a) === JSON.stringify(b);

const evictedThrough = (binding: BatchBinding, operatorId: number): string =>
  String(BigInt(binding.evictionWatermarksMs[operatorId] ?? 0) * 1000n);

/**
 * Runs the micro-batches of a query one after another, each as a transaction; see phases.ts. A batch that fails leaves memory as it was before: `trigger` may
 * be called again, and begins with what the checkpoint says then.
 */
export class MicroBatchExecution {
  readonly #parts: ExecutionParts;
  /** Undefined where the checkpoint must be read before the next batch. */
  #position: QueryPosition | undefined;
  /** Run token of the commit whose state is in memory. */
  #stateToken: string | undefined;
  #tracker: WatermarkTracker | undefined;
  #previousTriggerMs: number | undefined;
  /** Of the batch that ran last in this run. */
  #outcome: BatchOutcome | undefined;
  /** The batch at hand, for the failure's message. */
  #attempt:
    | { readonly batchId: number; readonly start: readonly (Offset | null)[]; readonly end: readonly (Offset | null)[] }
    | undefined;

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
  }

  /** Where the batch at hand begins and ends; undefined before the checkpoint has been read. */
  get attempt() {
    return this.#attempt;
  }

  /** Where the query stands as far as this run knows; undefined where it must look. */
  get position(): QueryPosition | undefined {
    return this.#position;
  }

  /** Whether the next batch has been begun by another run, which may be about to commit it; as of the last look at the checkpoint. */
  get isBegunElsewhere(): boolean {
    const pending = this.#position?.pending;
    return pending !== undefined && pending.runToken !== this.#parts.query.runId;
  }

  /** Ends waits for services that are away; what is under way fails as if it had been killed there. */
  interrupt(): void {
    for (const source of this.#parts.sources) source.interrupt?.();
    this.#parts.sink.interrupt?.();
  }

  /**
   * Reads the checkpoint and brings the state to its version. Where nobody else has written since, that takes two reads and leaves everything as it is; what others
   * have committed is applied to the state in memory.
   */
  async initialize(): Promise<void> {
    const { store, sources, runner, state, watermarkPolicy } = this.#parts;
    const known = this.#position;
    if (known !== undefined && (await isCurrent(store, known))) return;
    this.#position = undefined;
    runner.forgetState();
    const position = await recoverPosition(store, sources.length, runner.program.watermarks.length);
    if (!(await this.#isStateOfCheckpoint())) state.invalidate();
    await state.load(position.nextBatchId - 1);
    this.#stateToken = position.commitToken;
    const { watermarkMarks, watermarkMs, partitionMarks } = position;
    this.#tracker = new WatermarkTracker(watermarkPolicy, watermarkMarks, watermarkMs, partitionMarks);
    this.#position = position;
  }

  /** A checkpoint that was removed and begun anew has batches of the same numbers. */
  async #isStateOfCheckpoint(): Promise<boolean> {
    const { state, store } = this.#parts;
    if (state.version === undefined || state.version < 0) return true;
    return (await store.commits.read(state.version))?.runToken === this.#stateToken;
  }

  /** Runs the next batch, if one is due. */
  async trigger(limit: ReadLimit): Promise<TriggerResult> {
    if (this.#position === undefined) await this.initialize();
    try {
      return await this.#triggerOnce(limit);
    } catch (error) {
      this.#position = undefined;
      throw error;
    }
  }

  async #triggerOnce(limit: ReadLimit): Promise<TriggerResult> {
    const { clock, phaseHook, noDataBatches } = this.#parts;
    const triggerStartMs = clock.now();
    const timer = new PhaseTimer(clock, phaseHook);
    const position = this.#positionNow;
    this.#attempt = { batchId: position.nextBatchId, start: position.startOffsets, end: position.startOffsets };
    const entry = await this.#planBatch(timer, limit);
    if (entry !== undefined) {
      this.#attempt = { batchId: entry.batchId, start: position.startOffsets, end: entry.offsets };
      this.#outcome = await this.#runUncontested(timer, entry);
    }
    const progress = this.#report(timer, triggerStartMs, position, entry);
    this.#previousTriggerMs = triggerStartMs;
    const hasTakenAll = limit === 'all' && position.pending === undefined;
    const isCaughtUp = entry === undefined || (hasTakenAll && !(noDataBatches && this.#positionNow.flushDue));
    return { hasRun: entry !== undefined, progress, isCaughtUp };
  }

  #report(timer: PhaseTimer, triggerStartMs: number, position: QueryPosition, entry: OffsetLogEntry | undefined) {
    const { query, clock, runner, sources, sink, takeAwsUsage } = this.#parts;
    return progressReport({
      query,
      batchId: position.nextBatchId,
      triggerStartMs,
      triggerEndMs: clock.now(),
      previousTriggerMs: this.#previousTriggerMs,
      durationMs: timer.durationMs,
      watermarkMs:
        runner.program.watermarks.length === 0 ? undefined : (entry?.batchWatermarkMs ?? position.watermarkMs),
      sources,
      sourceUses: runner.program.sources.map((source) => source.uses),
      startOffsets: position.startOffsets,
      endOffsets: entry?.offsets ?? position.startOffsets,
      partitionMarks: this.#positionNow.partitionMarks,
      sinkDescription: sink.description,
      outcome: entry === undefined ? idleOutcome(this.#outcome) : this.#outcome,
      aws: entry === undefined ? undefined : takeAwsUsage?.(),
    });
  }

  get #positionNow(): QueryPosition {
    if (this.#position === undefined) throw new Error('initialize() has not run');
    return this.#position;
  }

  get #trackerNow(): WatermarkTracker {
    if (this.#tracker === undefined) throw new Error('initialize() has not run');
    return this.#tracker;
  }

  /** The batch that is due: the one left over from before, or a new one, written ahead. */
  async #planBatch(timer: PhaseTimer, limit: ReadLimit): Promise<OffsetLogEntry | undefined> {
    const { sources, store, clock, onStatus, noDataBatches } = this.#parts;
    const position = this.#positionNow;
    if (position.pending !== undefined) {
      this.#announce(position.pending);
      return position.pending;
    }
    const batchId = position.nextBatchId;
    const offsets = await timer.run('latestOffset', batchId, async () => {
      const ends: (Offset | null)[] = [];
      for (const [i, source] of sources.entries()) {
        onStatus({ message: `Getting offsets from ${source.description}` });
        const start = position.startOffsets[i] ?? null;
        ends.push((await source.latestOffset(start, limit)) ?? start);
      }
      return ends;
    });
    const hasNewData = this.#isPast(offsets);
    const batchTimestampMs = clock.now();
    const isDue = hasNewData || (noDataBatches && (position.flushDue || this.#isSilenceDue(offsets, batchTimestampMs)));
    if (!isDue) {
      onStatus({ message: 'Waiting for data to arrive', isDataAvailable: false });
      return undefined;
    }
    onStatus({ message: 'Writing offsets to log', isDataAvailable: hasNewData });
    const entry: OffsetLogEntry = {
      batchId,
      offsets,
      batchWatermarkMs: this.#trackerNow.watermarkMs,
      lateWatermarkMs: position.lateWatermarkMs,
      batchTimestampMs,
      runToken: this.#parts.query.runId,
    };
    await timer.run('walCommit', batchId, async () => {
      if (!(await store.offsets.add(entry))) throw this.#takenByAnother(batchId);
      await this.#commitSources(position.startOffsets);
    });
    this.#announce(entry);
    return entry;
  }

  #announce({ offsets }: OffsetLogEntry): void {
    const isDataAvailable = this.#isPast(offsets);
    const message = isDataAvailable ? 'Processing new data' : 'No new data but cleaning up state';
    this.#parts.onStatus({ message, isDataAvailable });
  }

  #isPast(offsets: readonly (Offset | null)[]): boolean {
    const { startOffsets } = this.#positionNow;
    return offsets.some((end, i) => !sameOffset(end, startOffsets[i] ?? null));
  }

  async #commitSources(offsets: readonly (Offset | null)[]): Promise<void> {
    for (const [i, source] of this.#parts.sources.entries()) {
      const end = offsets[i] ?? null;
      if (end !== null) await source.commit(end);
    }
  }

  /** A failure of a batch that another run has done meanwhile is that run's doing: it may have cleared up what this one was reading. */
  async #runUncontested(timer: PhaseTimer, entry: OffsetLogEntry): Promise<BatchOutcome> {
    try {
      return await this.#runBatch(timer, entry);
    } catch (error) {
      const isTaken = await this.#isTaken(entry.batchId).catch(() => false);
      throw isTaken ? this.#takenByAnother(entry.batchId, error) : error;
    }
  }

  async #runBatch(timer: PhaseTimer, entry: OffsetLogEntry): Promise<BatchOutcome> {
    const { runner, sources, executor, query, sink, outputMode, state } = this.#parts;
    const { startOffsets, pending } = this.#positionNow;
    const { batchId } = entry;
    const batchQuery = { id: query.id, outputMode, isRerun: pending !== undefined };
    const inputs = await timer.run('getBatch', batchId, () =>
      Promise.all(
        sources.map(async (source, i) => {
          const [start, end] = [startOffsets[i] ?? null, entry.offsets[i] ?? null];
          return end === null || sameOffset(start, end) ? null : source.getBatch(start, end);
        }),
      ),
    );
    const bound = await timer.run('queryPlanning', batchId, async () => {
      this.#parts.checkPlan(entry.batchWatermarkMs);
      return runner.bindInputs(inputs);
    });
    const binding = this.#bindingOf(entry);
    // Input that a faster run has cleared up is missing from here on; its output must not be replaced by what is left.
    if (await this.#isTaken(batchId)) throw this.#takenByAnother(batchId);
    const outcome = await executor.transaction(async () => {
      const result = await timer.run('addBatch', batchId, () => runner.run(binding, bound, sink, batchQuery));
      await timer.run('commitOffsets', batchId, () => this.#commit(entry, binding, result));
      return result;
    });
    state.committed(batchId);
    this.#stateToken = query.runId;
    await timer.run('cleanup', batchId, () => this.#cleanUp(batchId));
    return outcome;
  }

  #bindingOf(entry: OffsetLogEntry): BatchBinding {
    const { watermarkFlow } = this.#parts.runner.program;
    return {
      batchId: entry.batchId,
      batchTimestampMs: entry.batchTimestampMs,
      lateWatermarksMs: inputWatermarks(watermarkFlow, entry.lateWatermarkMs),
      evictionWatermarksMs: inputWatermarks(watermarkFlow, entry.batchWatermarkMs),
    };
  }

  async #commit(entry: OffsetLogEntry, binding: BatchBinding, outcome: BatchOutcome): Promise<void> {
    const { store, state, query } = this.#parts;
    const { batchId } = entry;
    const counts = outcome.operators.flatMap(({ tables }) => tables);
    const deltas = await state.exportDeltas(batchId, counts);
    const tracker = this.#trackerNow;
    tracker.update(this.#observed(entry.offsets, outcome), this.#silence(entry.batchTimestampMs));
    const stateCommits = state.stateCommits((operatorId) => evictedThrough(binding, operatorId));
    const commit: CommitLogEntry = {
      batchId,
      nextBatchWatermarkMs: tracker.watermarkMs,
      watermarkMarks: tracker.marks,
      ...(tracker.partitions.some((marks) => marks !== null) && { partitionMarks: tracker.partitions }),
      flushDue: this.#isFlushDue(binding, tracker.watermarkMs),
      state: stateCommits,
      runToken: query.runId,
    };
    if (!(await store.commits.add(commit, deltas))) throw this.#takenByAnother(batchId);
    this.#position = {
      nextBatchId: batchId + 1,
      pending: undefined,
      startOffsets: entry.offsets,
      watermarkMs: tracker.watermarkMs,
      lateWatermarkMs: entry.batchWatermarkMs,
      watermarkMarks: tracker.marks,
      partitionMarks: tracker.partitions,
      stateRows: stateCommits.reduce((sum, { numRows }) => sum + numRows, 0),
      flushDue: commit.flushDue,
      commitToken: commit.runToken,
    };
  }

  #silence(timestampMs: number) {
    return { timestampMs, idleTimeoutMs: this.#parts.watermarkIdleTimeoutMs };
  }

  #observed(ends: readonly (Offset | null)[], outcome: BatchOutcome | undefined) {
    const { runner, sources, watermarkIdleTimeoutMs } = this.#parts;
    const isSilenceCounted = watermarkIdleTimeoutMs !== undefined;
    return observeNodes({ program: runner.program, sources, ends, stats: outcome?.input, isSilenceCounted });
  }

  /** Whether a batch without input would move the watermark, because partitions have been silent, and there is state that it may close. */
  #isSilenceDue(offsets: readonly (Offset | null)[], timestampMs: number): boolean {
    if (this.#parts.watermarkIdleTimeoutMs === undefined || this.#positionNow.stateRows === 0) return false;
    const tracker = this.#trackerNow;
    const watermarkMs = tracker.preview(this.#observed(offsets, undefined), this.#silence(timestampMs));
    return watermarkMs > tracker.watermarkMs && this.#parts.runner.program.operators.some((o) => o.wantsNoDataBatch);
  }

  /** Whether some operator could let go of state by the new watermark. */
  #isFlushDue(binding: BatchBinding, watermarkMs: number): boolean {
    const { operators, watermarkFlow } = this.#parts.runner.program;
    const next = inputWatermarks(watermarkFlow, watermarkMs);
    return operators.some(
      ({ operatorId, wantsNoDataBatch }) =>
        wantsNoDataBatch && (next[operatorId] ?? 0) > (binding.evictionWatermarksMs[operatorId] ?? 0),
    );
  }

  async #cleanUp(batchId: number): Promise<void> {
    const { state } = this.#parts;
    await state.maybeSnapshot(batchId);
    await state.purge(batchId);
  }

  /** Whether another run has committed the batch; one whose predecessor is gone was committed and purged. */
  async #isTaken(batchId: number): Promise<boolean> {
    const { store, query } = this.#parts;
    const [own, previous] = await Promise.all(
      [batchId, batchId - 1].map((id) => (id < 0 ? undefined : store.commits.read(id))),
    );
    if (own !== undefined) return own.runToken !== query.runId;
    return batchId > 0 && previous === undefined;
  }

  #takenByAnother(batchId: number, cause?: unknown): CheckpointError {
    const { location } = this.#parts.store;
    return new CheckpointError('CONCURRENT_STREAM_LOG_UPDATE', { batchId, location }, { cause });
  }
}
