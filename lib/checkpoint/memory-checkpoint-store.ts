import { LogCheckpointStore } from './log-checkpoint-store.ts';
import { MemoryCheckpointContent, MemoryStorage } from './memory-storage.ts';

/** A checkpoint that lives as long as its content object: for tests, and for queries that need no restart. */
export class MemoryCheckpointStore extends LogCheckpointStore {
  /** Opens a store; two stores over one `content` are two runs of one query. */
  static open(content: MemoryCheckpointContent = new MemoryCheckpointContent()): MemoryCheckpointStore {
    return new MemoryCheckpointStore(new MemoryStorage(content));
  }
}
