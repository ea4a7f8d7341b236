import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DirectoryStorage } from './directory-storage.ts';
import { LogCheckpointStore } from './log-checkpoint-store.ts';
import { refuseOtherScheme } from './other-scheme.ts';

export interface DirectoryCheckpointOptions {
  /**
   * Whether what is written survives a power cut; false only for tests.
   * @default true
   */
  readonly fsync?: boolean;
}

/** A checkpoint in a folder of this machine: readable JSON beside Parquet state, safe for several processes at once and for a crash at any point. */
export class DirectoryCheckpointStore extends LogCheckpointStore {
  /** Opens a folder by path or `file:` URL; it is created by the first write. */
  static open(location: string, options: DirectoryCheckpointOptions = {}): DirectoryCheckpointStore {
    refuseOtherScheme(location);
    const path = location.startsWith('file:') ? fileURLToPath(location) : resolve(location);
    return new DirectoryCheckpointStore(new DirectoryStorage(path, options.fsync ?? true));
  }
}
