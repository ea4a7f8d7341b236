import { checkpointConformance } from '../testing/checkpoint-conformance.ts';
import { MemoryCheckpointStore } from './memory-checkpoint-store.ts';
import { MemoryCheckpointContent } from './memory-storage.ts';

checkpointConformance('MemoryCheckpointStore', async () => {
  const content = new MemoryCheckpointContent();
  const opened: MemoryCheckpointStore[] = [];
  return {
    open: async () => {
      const store = MemoryCheckpointStore.open(content);
      opened.push(store);
      return store;
    },
    dispose: async () => {
      for (const store of opened) await store.close();
    },
  };
});
