import type { OffsetLogEntry } from '../contracts/checkpoint-store.ts';
import type { Offset, ReadLimit } from '../contracts/source.ts';
import type { BatchWatermark } from './batch-watermark.ts';
import { takenByAnother } from './contest.ts';
import type { ExecutionParts } from './execution-parts.ts';
import type { PhaseTimer } from './phases.ts';
import type { QueryPosition } from './query-position.ts';
import { sameOffset } from './same-offset.ts';

/** Where a query stands as its next batch is planned. */
interface Planning {
  readonly position: QueryPosition;
  readonly watermark: BatchWatermark;
  readonly timer: PhaseTimer;
  readonly limit: ReadLimit;
}

/** The batch that is due: the one left over from before, or a new one, written ahead. Undefined: none is. */
export async function planBatch(parts: ExecutionParts, planning: Planning): Promise<OffsetLogEntry | undefined> {
  const { store, clock, onStatus, noDataBatches, query, asOfMs } = parts;
  const { position, watermark, timer } = planning;
  if (position.pending !== undefined) {
    announce(parts, isPast(position, position.pending.offsets));
    return position.pending;
  }
  const batchId = position.nextBatchId;
  const offsets = await timer.run('latestOffset', batchId, () => latestOffsets(parts, planning));
  const hasNewData = isPast(position, offsets);
  const batchTimestampMs = clock.now();
  const isSilenceDue = () => position.stateRows > 0 && watermark.isSilenceDue(offsets, batchTimestampMs);
  if (!hasNewData && !(noDataBatches && (position.flushDue || isSilenceDue()))) {
    onStatus({ message: 'Waiting for data to arrive', isDataAvailable: false });
    return undefined;
  }
  onStatus({ message: 'Writing offsets to log', isDataAvailable: hasNewData });
  const entry: OffsetLogEntry = {
    batchId,
    offsets,
    batchWatermarkMs: watermark.ms,
    lateWatermarkMs: position.lateWatermarkMs,
    batchTimestampMs,
    ...(asOfMs !== undefined && { asOfMs }),
    runToken: query.runId,
  };
  await timer.run('walCommit', batchId, async () => {
    if (!(await store.offsets.add(entry))) throw takenByAnother(store, batchId);
    await commitSources(parts, position.startOffsets);
  });
  announce(parts, hasNewData);
  return entry;
}

/** How far each source goes now. */
async function latestOffsets({ sources, onStatus }: ExecutionParts, { position, limit }: Planning) {
  const ends: (Offset | null)[] = [];
  for (const [i, source] of sources.entries()) {
    onStatus({ message: `Getting offsets from ${source.description}` });
    const start = position.startOffsets[i] ?? null;
    ends.push((await source.latestOffset(start, limit)) ?? start);
  }
  return ends;
}

const isPast = ({ startOffsets }: QueryPosition, offsets: readonly (Offset | null)[]): boolean =>
  offsets.some((end, i) => !sameOffset(end, startOffsets[i] ?? null));

function announce({ onStatus }: ExecutionParts, isDataAvailable: boolean): void {
  const message = isDataAvailable ? 'Processing new data' : 'No new data but cleaning up state';
  onStatus({ message, isDataAvailable });
}

/** Tells the sources that the batches up to their offsets are committed. */
async function commitSources({ sources }: ExecutionParts, offsets: readonly (Offset | null)[]): Promise<void> {
  for (const [i, source] of sources.entries()) {
    const end = offsets[i] ?? null;
    if (end !== null) await source.commit(end);
  }
}
