import type { SourceLog } from '../../contracts/source.ts';
import type { Json } from '../../util/json.ts';
import type { KinesisSourceSettings } from './options.ts';
import { rootShards, type ShardLineage } from './shard-lineage.ts';
import type { ShardPosition } from './shard-position.ts';

/** Where a query began: written once, before anything is read, so that every run begins there. */
export interface InitialPosition {
  readonly position: 'at_timestamp' | 'latest' | 'trim_horizon';
  /** Of `at_timestamp`, and the time when `latest` was fixed. */
  readonly timestampMs?: number;
  /** Shards that reading begins with. */
  readonly shards: readonly string[];
  /** When the stream was made: one of the same name made later is another stream. */
  readonly streamCreatedMs: number;
}

const ENTRY = 0;

/** The initial position of a query: what its log says, or what its options say now, then written to the log. */
export async function initialPosition(
  log: SourceLog,
  settings: KinesisSourceSettings,
  now: { readonly ms: number; readonly lineage: ShardLineage; readonly streamCreatedMs: number },
): Promise<InitialPosition> {
  const known = await log.read(ENTRY);
  if (known !== undefined) return known as unknown as InitialPosition;
  const position = settings.values.initialPosition;
  const open = [...now.lineage.values()].filter(({ isOpen }) => isOpen).map(({ id }) => id);
  const timestampMs = position === 'latest' ? now.ms : settings.startingMs;
  const entry: InitialPosition = {
    position,
    ...(timestampMs !== undefined && { timestampMs }),
    shards: position === 'latest' ? open : rootShards(now.lineage),
    streamCreatedMs: now.streamCreatedMs,
  };
  if (await log.add(ENTRY, entry as unknown as Json)) return entry;
  return (await log.read(ENTRY)) as unknown as InitialPosition;
}

/** Where a shard begins of which nothing has been read yet. Shards that came up after `latest` was fixed begin with their first record. */
export function beginningOf(initial: InitialPosition, shardId: string): ShardPosition {
  const { position, timestampMs, shards } = initial;
  const byTime = position === 'at_timestamp' || (position === 'latest' && shards.includes(shardId));
  return byTime && timestampMs !== undefined ? { kind: 'timestamp', ms: timestampMs } : { kind: 'trimHorizon' };
}
