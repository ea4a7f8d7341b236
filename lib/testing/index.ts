/** What queries, connectors and checkpoints are tested with: `millrace/testing`. */
import '../errors/check-node.ts';

export type { MemoryRow } from '../connectors/memory/memory-row.ts';
export type { MemoryStream } from '../connectors/memory/memory-stream.ts';
export type { PartitionedMemoryStream } from '../connectors/memory/partitioned-memory-stream.ts';
export type * from '../contracts/checkpoint-store.ts';
export { type Clock, ManualClock, SystemClock } from '../util/clock.ts';
export { checkpointTable } from './aws/checkpoint-table.ts';
export { type MemoryAws, memoryAws } from './aws/memory-aws.ts';
export { type CheckpointUnderTest, checkpointConformance } from './checkpoint-conformance.ts';
export {
  type CheckpointFault,
  type CheckpointMethod,
  FaultyCheckpointStore,
  InjectedFault,
} from './faulty-checkpoint-store.ts';
export * from './oracle/index.ts';
export { planThroughJson } from './plan-through-json.ts';
export * from './stream-action.ts';
export { type StreamTestOptions, testStream } from './test-stream.ts';
