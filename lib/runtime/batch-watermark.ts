import type { OffsetLogEntry } from '../contracts/checkpoint-store.ts';
import type { Offset } from '../contracts/source.ts';
import type { BatchBinding } from '../incremental/template.ts';
import { inputWatermarks } from '../incremental/watermark-flow.ts';
import { type WatermarkMarks, WatermarkTracker } from '../incremental/watermark-tracker.ts';
import type { ExecutionParts } from './execution-parts.ts';
import { type ObservedBatch, observeNodes } from './input-partitions.ts';
import type { QueryPosition } from './query-position.ts';

type Parts = Pick<ExecutionParts, 'runner' | 'sources' | 'watermarkPolicy' | 'watermarkIdleTimeoutMs' | 'asOfMs'>;

/** How far a batch reads, and as of when. */
type Planned = Pick<OffsetLogEntry, 'offsets'> & Pick<ExecutionParts, 'asOfMs'>;

/** A query's watermark from batch to batch: what each is bound to, how it moves on, and whether a batch without input would let state go. */
export class BatchWatermark {
  readonly #parts: Parts;
  readonly #tracker: WatermarkTracker;

  /** Goes on from where a query stands. */
  constructor(parts: Parts, { watermarkMarks, watermarkMs, partitionMarks }: QueryPosition) {
    this.#parts = parts;
    this.#tracker = new WatermarkTracker(parts.watermarkPolicy, watermarkMarks, watermarkMs, partitionMarks);
  }

  get ms(): number {
    return this.#tracker.watermarkMs;
  }

  /** By watermark node, milliseconds. */
  get marks(): WatermarkMarks['marks'] {
    return this.#tracker.marks;
  }

  /** By watermark node, what is known of each partition. */
  get partitions(): WatermarkMarks['partitions'] {
    return this.#tracker.partitions;
  }

  /** What the templates of a batch are filled with. */
  bindingOf(entry: OffsetLogEntry): BatchBinding {
    const { watermarkFlow } = this.#parts.runner.program;
    return {
      batchId: entry.batchId,
      batchTimestampMs: entry.batchTimestampMs,
      lateWatermarksMs: inputWatermarks(watermarkFlow, entry.lateWatermarkMs),
      evictionWatermarksMs: inputWatermarks(watermarkFlow, entry.batchWatermarkMs),
    };
  }

  /** Takes in what a batch has seen. */
  advance(entry: OffsetLogEntry, stats: ObservedBatch['stats']): void {
    this.#tracker.update(this.#observed(entry, stats), this.#silence(entry.batchTimestampMs));
  }

  /** Whether a batch without input would move it now, because partitions have been silent, for operators that wait for that. */
  isSilenceDue(offsets: readonly (Offset | null)[], timestampMs: number): boolean {
    if (this.#parts.watermarkIdleTimeoutMs === undefined) return false;
    const { asOfMs } = this.#parts;
    const ms = this.#tracker.preview(this.#observed({ offsets, asOfMs }, undefined), this.#silence(timestampMs));
    return ms > this.ms && this.#parts.runner.program.operators.some((operator) => operator.wantsNoDataBatch);
  }

  /** Whether some operator could let go of state by now that it could not in the batch of that binding. */
  isFlushDue(binding: BatchBinding): boolean {
    const { operators, watermarkFlow } = this.#parts.runner.program;
    const next = inputWatermarks(watermarkFlow, this.ms);
    return operators.some(
      ({ operatorId, wantsNoDataBatch }) =>
        wantsNoDataBatch && (next[operatorId] ?? 0) > (binding.evictionWatermarksMs[operatorId] ?? 0),
    );
  }

  #silence(timestampMs: number) {
    return { timestampMs, idleTimeoutMs: this.#parts.watermarkIdleTimeoutMs };
  }

  #observed({ offsets, asOfMs }: Planned, stats: ObservedBatch['stats']) {
    const { runner, sources, watermarkIdleTimeoutMs } = this.#parts;
    const isSilenceCounted = watermarkIdleTimeoutMs !== undefined;
    return observeNodes({ program: runner.program, sources, ends: offsets, stats, isSilenceCounted, asOfMs });
  }
}
