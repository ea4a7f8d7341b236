import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointConformance } from '../testing/checkpoint-conformance.ts';
import { DirectoryCheckpointStore } from './directory-checkpoint-store.ts';

for (const fsync of [true, false])
  checkpointConformance(`DirectoryCheckpointStore (fsync: ${fsync})`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-checkpoint-'));
    return {
      open: async () => DirectoryCheckpointStore.open(folder, { fsync }),
      dispose: () => rm(folder, { recursive: true }),
    };
  });
