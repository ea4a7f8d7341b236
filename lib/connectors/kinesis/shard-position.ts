/** A place in a shard. */
export type ShardPosition =
  | { readonly kind: 'trimHorizon' }
  | { readonly kind: 'timestamp'; readonly ms: number }
  | { readonly kind: 'after'; readonly sequence: string };

/** What opens an iterator at a position; with `isVerified` the record there comes again, by which one sees that it has not been trimmed. */
export function iteratorRequest(position: ShardPosition, isVerified: boolean) {
  switch (position.kind) {
    case 'trimHorizon':
      return { ShardIteratorType: 'TRIM_HORIZON' } as const;
    case 'timestamp':
      return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(position.ms) } as const;
    default: {
      const ShardIteratorType = isVerified ? 'AT_SEQUENCE_NUMBER' : 'AFTER_SEQUENCE_NUMBER';
      return { ShardIteratorType, StartingSequenceNumber: position.sequence } as const;
    }
  }
}
