import type { Shard } from '@aws-sdk/client-kinesis';
import type { KinesisPort } from '../aws/ports.ts';
import type { KinesisOffset } from './kinesis-offset.ts';
import type { StreamIdentifier } from './options.ts';

/** A shard as the stream lists it. */
interface ListedShard {
  readonly id: string;
  /** The shards it was made of; they may no longer be listed. */
  readonly parents: readonly string[];
  readonly isOpen: boolean;
}

/** The shards of a stream by id, with those they were made of. */
export type ShardLineage = ReadonlyMap<string, ListedShard>;

/** Lists the shards of a stream: all that can still be read. */
export async function listShards(kinesis: KinesisPort, stream: StreamIdentifier): Promise<ShardLineage> {
  const shards: ListedShard[] = [];
  let page = await kinesis.listShards(stream);
  for (;;) {
    shards.push(...(page.Shards ?? []).map(listedShard));
    // Some servers say null where there is no further page.
    if (page.NextToken === undefined || page.NextToken === null) break;
    page = await kinesis.listShards({ NextToken: page.NextToken });
  }
  return new Map(shards.map((shard) => [shard.id, shard]));
}

function listedShard(shard: Shard): ListedShard {
  const parents = [shard.ParentShardId, shard.AdjacentParentShardId];
  const end = shard.SequenceNumberRange?.EndingSequenceNumber;
  return {
    id: shard.ShardId ?? '',
    parents: parents.filter((parent) => typeof parent === 'string'),
    isOpen: end === undefined || end === null,
  };
}

/** The shards without a listed parent. */
export const rootShards = (lineage: ShardLineage): readonly string[] =>
  [...lineage.values()].filter(({ parents }) => !parents.some((id) => lineage.has(id))).map(({ id }) => id);

/** The shards from which others were made, over all generations. */
export function ancestorsOf(lineage: ShardLineage, ids: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (id: string): void => {
    for (const parent of lineage.get(id)?.parents ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      visit(parent);
    }
  };
  for (const id of ids) visit(id);
  return found;
}

/**
 * The shards that may be begun: not yet in the offset, and all that they were made of is read to its end. A shard that is in the offset has been begun, so
 * what it was made of is done, whether the offset still says so or not.
 */
export function shardsToBegin(lineage: ShardLineage, offset: KinesisOffset): readonly ListedShard[] {
  const done = new Set(ancestorsOf(lineage, Object.keys(offset)));
  for (const [id, shard] of Object.entries(offset)) if (shard.closed === true) done.add(id);
  return [...lineage.values()].filter(
    ({ id, parents }) =>
      offset[id] === undefined && !done.has(id) && parents.every((parent) => done.has(parent) || !lineage.has(parent)),
  );
}

/** The closed shards of an offset that it need not name any more, since all that was made of them is in it. */
export function shardsToForget(lineage: ShardLineage, offset: KinesisOffset): readonly string[] {
  const children = (parent: string): readonly ListedShard[] =>
    [...lineage.values()].filter(({ parents }) => parents.includes(parent));
  const begun = ancestorsOf(lineage, Object.keys(offset));
  const isBegun = ({ id }: ListedShard): boolean => offset[id] !== undefined || begun.has(id);
  // An old list may not have its children yet.
  const isFollowed = (id: string): boolean => children(id).length > 0 && children(id).every(isBegun);
  return Object.entries(offset)
    .filter(([id, { closed }]) => closed === true && (!lineage.has(id) || isFollowed(id)))
    .map(([id]) => id);
}
