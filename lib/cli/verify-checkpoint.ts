import { stat } from 'node:fs/promises';
import type { CheckpointStore, CommitLogEntry, StateBlobRef, StateSnapshot } from '../contracts/checkpoint-store.ts';
import { CheckpointError } from '../errors/index.ts';
import { quoteIdentifier } from '../expression/duckdb-sql.ts';
import { planReplay } from '../state/state-replay.ts';
import { LongType, structField, structType } from '../types/data-type.ts';
import type { ExistingCheckpoint } from './open-existing.ts';
import { withReplayedState } from './replay-state.ts';

/** What was read, and found whole. */
export interface VerifiedCheckpoint {
  /** The last committed batch, -1: none. */
  readonly batchId: number;
  /** Entries of all logs that a recovery reads. */
  readonly entries: number;
  readonly blobs: number;
  readonly bytes: number;
  /** Rows by state table, as the replay gave them and as the commit counted them. */
  readonly tables: readonly { readonly operatorId: number; readonly table: string; readonly rows: number }[];
}

/** Reads all that a recovery needs and does it, apart from the checkpoint; raises what is wrong with it. Changes nothing. */
export async function verifyCheckpoint(checkpoint: ExistingCheckpoint): Promise<VerifiedCheckpoint> {
  const { store } = checkpoint;
  const entries = 1 + (await readPosition(store)) + (await readSideLogs(store));
  const commit = await store.commits.latest();
  if (commit === undefined) return { batchId: -1, entries, blobs: 0, bytes: 0, tables: [] };
  if (commit.state.length === 0) return { batchId: commit.batchId, entries, blobs: 0, bytes: 0, tables: [] };
  const { base, entries: commits } = await planReplay(store, undefined, commit.batchId);
  const snapshot = typeof base === 'string' ? undefined : base;
  const refs = blobsOf(snapshot, commits);
  for (const { ref, batchId } of refs) await checkSize(store, ref, batchId);
  const tables = await checkRows(checkpoint, commit);
  return {
    batchId: commit.batchId,
    entries: entries + commits.length + (snapshot === undefined ? 0 : 1),
    blobs: refs.length,
    bytes: refs.reduce((sum, { ref }) => sum + ref.bytes, 0),
    tables,
  };
}

/** The two last batches: what is planned must have its predecessor, committed. How many entries were read. */
async function readPosition(store: CheckpointStore): Promise<number> {
  const [planned, committed] = await Promise.all([store.offsets.latest(), store.commits.latest()]);
  if (planned === undefined && committed === undefined) return 0;
  const last = committed?.batchId ?? -1;
  const batchId = planned?.batchId ?? -1;
  // The planned batch is the committed one, or the one after it.
  const missing = batchId > last + 1 ? batchId - 1 : batchId < last ? last : undefined;
  if (missing !== undefined)
    throw new CheckpointError('CHECKPOINT_BATCH_MISSING', {
      location: store.location,
      batchId: missing,
      nextBatchId: Math.max(batchId, last + 1),
    });
  const previous = batchId > 0 ? await store.offsets.read(batchId - 1) : undefined;
  if (batchId > 0 && batchId > last && previous === undefined)
    throw new CheckpointError('CHECKPOINT_BATCH_MISSING', {
      location: store.location,
      batchId: batchId - 1,
      nextBatchId: batchId,
    });
  return [planned, committed, previous].filter((entry) => entry !== undefined).length;
}

/** What sources have noted down, and what is kept beside the batches. */
async function readSideLogs(store: CheckpointStore): Promise<number> {
  const sources = (await store.offsets.latest())?.offsets.length ?? 0;
  const logs = [
    ...Array.from({ length: sources }, (_, i) => store.sourceLog(i)),
    ...(['control', 'progress', 'backfills'] as const).map((name) => store.sideLog(name)),
  ];
  let entries = 0;
  for (const log of logs)
    for (const id of await log.list()) {
      await log.read(id);
      entries += 1;
    }
  return entries;
}

interface BatchBlob {
  readonly ref: StateBlobRef;
  readonly batchId: number;
}

const blobsOf = (snapshot: StateSnapshot | undefined, commits: readonly CommitLogEntry[]): readonly BatchBlob[] => [
  ...(snapshot?.tables ?? []).map(({ blob }) => ({ ref: blob, batchId: snapshot?.batchId ?? -1 })),
  ...commits.flatMap(({ batchId, state }) =>
    state.flatMap(({ delta }) => (delta === null ? [] : [{ ref: delta, batchId }])),
  ),
];

async function checkSize(store: CheckpointStore, ref: StateBlobRef, batchId: number): Promise<void> {
  const { size: bytes } = await stat(await store.openBlob(ref));
  if (bytes === ref.bytes) return;
  throw new CheckpointError('CHECKPOINT_SIZE_DIFFERS', { file: ref.key, bytes, expected: ref.bytes, batchId });
}

const COUNT = structType([structField('n', LongType)]);

function checkRows(checkpoint: ExistingCheckpoint, { batchId, state }: CommitLogEntry) {
  const { location } = checkpoint.store;
  return withReplayedState(checkpoint, batchId, async ({ executor, tables }) => {
    const counted: { operatorId: number; table: string; rows: number }[] = [];
    for (const { operatorId, name: table } of tables) {
      const [row] = await executor.query(`SELECT count(*) FROM ${quoteIdentifier(table)}`, COUNT);
      const rows = Number(row?.[0]);
      const expected = state.find((own) => own.operatorId === operatorId && own.table === table)?.numRows ?? 0;
      if (rows !== expected)
        throw new CheckpointError('CHECKPOINT_ROWS_DIFFER', { location, operatorId, table, batchId, rows, expected });
      counted.push({ operatorId, table, rows });
    }
    return counted;
  });
}
