export { type DirectoryCheckpointOptions, DirectoryCheckpointStore } from './directory-checkpoint-store.ts';
export { MemoryCheckpointStore } from './memory-checkpoint-store.ts';
export { MemoryCheckpointContent } from './memory-storage.ts';
