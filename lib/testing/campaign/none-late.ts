import assert from 'node:assert/strict';
import type { Fleet } from './fleet.ts';

/** No row came after the watermark, however far behind its shard was. */
export function noneLate({ batches }: Fleet): void {
  const late = batches.flatMap(({ batchId, stateOperators }) =>
    stateOperators
      .filter(({ numRowsDroppedByWatermark: rows }) => rows > 0)
      .map(({ numRowsDroppedByWatermark: rows }) => `batch ${batchId}: ${rows}`),
  );
  assert.deepEqual(late, [], 'rows that came late');
}
