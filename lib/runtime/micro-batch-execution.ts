import type { CommitLogEntry, OffsetLogEntry } from '../contracts/checkpoint-store.ts';
import type { Offset, ReadLimit } from '../contracts/source.ts';
import type { BatchBinding } from '../incremental/template.ts';
import type { BatchOutcome } from './batch-runner.ts';
import { BatchWatermark } from './batch-watermark.ts';
import { isTaken, takenByAnother } from './contest.ts';
import type { ExecutionParts, TriggerResult } from './execution-parts.ts';
import { PhaseTimer } from './phases.ts';
import { planBatch } from './plan-batch.ts';
import { idleOutcome, progressReport } from './progress-report.ts';
import { isCurrent, type QueryPosition, recoverPosition } from './query-position.ts';
import { sameOffset } from './same-offset.ts';

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
  #watermark: BatchWatermark | undefined;
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
    const { store, sources, runner, state } = this.#parts;
    const known = this.#position;
    if (known !== undefined && (await isCurrent(store, known))) return;
    this.#position = undefined;
    runner.forgetState();
    const position = await recoverPosition(store, sources.length, runner.program.watermarks.length);
    if (!(await this.#isStateOfCheckpoint())) state.invalidate();
    await state.load(position.nextBatchId - 1);
    this.#stateToken = position.commitToken;
    this.#watermark = new BatchWatermark(this.#parts, position);
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
    const entry = await planBatch(this.#parts, { position, watermark: this.#watermarkNow, timer, limit });
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

  get #watermarkNow(): BatchWatermark {
    if (this.#watermark === undefined) throw new Error('initialize() has not run');
    return this.#watermark;
  }

  /** A failure of a batch that another run has done meanwhile is that run's doing: it may have cleared up what this one was reading. */
  async #runUncontested(timer: PhaseTimer, entry: OffsetLogEntry): Promise<BatchOutcome> {
    try {
      return await this.#runBatch(timer, entry);
    } catch (error) {
      const { store, query } = this.#parts;
      const isLost = await isTaken(store, entry.batchId, query.runId).catch(() => false);
      throw isLost ? takenByAnother(store, entry.batchId, error) : error;
    }
  }

  async #runBatch(timer: PhaseTimer, entry: OffsetLogEntry): Promise<BatchOutcome> {
    const { runner, sources, executor, query, sink, outputMode, state, store } = this.#parts;
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
    const binding = this.#watermarkNow.bindingOf(entry);
    // Input that a faster run has cleared up is missing from here on; its output must not be replaced by what is left.
    if (await isTaken(store, batchId, query.runId)) throw takenByAnother(store, batchId);
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

  async #commit(entry: OffsetLogEntry, binding: BatchBinding, outcome: BatchOutcome): Promise<void> {
    const { store, state, query } = this.#parts;
    const { batchId } = entry;
    const counts = outcome.operators.flatMap(({ tables }) => tables);
    const deltas = await state.exportDeltas(batchId, counts);
    const watermark = this.#watermarkNow;
    watermark.advance(entry, outcome.input);
    const stateCommits = state.stateCommits((operatorId) => evictedThrough(binding, operatorId));
    const commit: CommitLogEntry = {
      batchId,
      nextBatchWatermarkMs: watermark.ms,
      watermarkMarks: watermark.marks,
      ...(watermark.partitions.some((marks) => marks !== null) && { partitionMarks: watermark.partitions }),
      flushDue: watermark.isFlushDue(binding),
      state: stateCommits,
      runToken: query.runId,
    };
    if (!(await store.commits.add(commit, deltas))) throw takenByAnother(store, batchId);
    this.#position = {
      nextBatchId: batchId + 1,
      pending: undefined,
      startOffsets: entry.offsets,
      watermarkMs: watermark.ms,
      lateWatermarkMs: entry.batchWatermarkMs,
      watermarkMarks: watermark.marks,
      partitionMarks: watermark.partitions,
      stateRows: stateCommits.reduce((sum, { numRows }) => sum + numRows, 0),
      flushDue: commit.flushDue,
      commitToken: commit.runToken,
    };
  }

  async #cleanUp(batchId: number): Promise<void> {
    const { state } = this.#parts;
    await state.maybeSnapshot(batchId);
    await state.purge(batchId);
  }
}
