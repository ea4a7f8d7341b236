import type { StreamingQueryProgress } from '../contracts/progress.ts';

/** One batch in one line. */
export function progressText(progress: StreamingQueryProgress): string {
  const { batchId, numInputRows, batchDuration, eventTime, stateOperators, sink, sources } = progress;
  const bad = sources.reduce((sum, { numQuarantinedRows = 0 }) => sum + numQuarantinedRows, 0);
  const stateRows = stateOperators.reduce((sum, { numRowsTotal }) => sum + numRowsTotal, 0);
  const late = stateOperators.reduce((sum, { numRowsDroppedByWatermark }) => sum + numRowsDroppedByWatermark, 0);
  const parts = [
    `batch ${batchId}`,
    `${count(numInputRows)} in`,
    ...(sink.numOutputRows < 0 ? [] : [`${count(sink.numOutputRows)} out`]),
    `${(batchDuration / 1000).toFixed(1)} s`,
    ...(eventTime.watermark === undefined ? [] : [`watermark ${eventTime.watermark}`]),
    ...(stateOperators.length === 0 ? [] : [`state ${count(stateRows)}`]),
    ...(late === 0 ? [] : [`${count(late)} late`]),
    ...(bad === 0 ? [] : [`${count(bad)} set aside`]),
  ];
  return parts.join(' · ');
}

/** A number with commas, in every locale. */
export const count = (n: number): string => n.toLocaleString('en-US');
