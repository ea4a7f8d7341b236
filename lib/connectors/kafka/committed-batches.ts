/** What of a batch of records, as a broker stores it, tells whether its transaction was aborted. */
export interface StoredBatch {
  readonly firstOffset: bigint;
  readonly lastOffsetDelta: number;
  readonly attributes: number;
  readonly producerId: bigint;
  readonly records: readonly { readonly key: Buffer | null }[];
}

interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

const IS_TRANSACTIONAL = 0x10;
const IS_CONTROL = 0x20;
const ABORT = 0;

/** Whether a batch is a mark of Kafka's own (a transaction ends here) and holds no records of users. */
export const isControl = (batch: StoredBatch): boolean => (batch.attributes & IS_CONTROL) !== 0;

/**
 * The batches without those of aborted transactions. `aborted` is what the broker said about the stretch that it answered with; a transaction ends at its
 * mark, which may lie in a later answer.
 */
export function committedBatches<Batch extends StoredBatch>(
  batches: readonly Batch[],
  aborted: readonly AbortedTransaction[],
): Batch[] {
  const waiting = [...aborted].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const open = new Set<bigint>();
  return batches.filter((batch) => {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    while (waiting[0] !== undefined && waiting[0].firstOffset <= last) open.add(waiting.shift()?.producerId ?? -1n);
    if (isControl(batch)) {
      if (controlType(batch) === ABORT) open.delete(batch.producerId);
      return true;
    }
    return (batch.attributes & IS_TRANSACTIONAL) === 0 || !open.has(batch.producerId);
  });
}

/** The second number of a mark's key: 0 abort, 1 commit. */
function controlType(batch: StoredBatch): number | undefined {
  const key = batch.records[0]?.key;
  return key !== null && key !== undefined && key.length >= 4 ? key.readInt16BE(2) : undefined;
}
