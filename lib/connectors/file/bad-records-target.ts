import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSystem } from '../../contracts/file-system.ts';
import type { QuarantineTarget } from '../../contracts/quarantine.ts';
import { fileSystemOf, normalizePath } from './paths.ts';

/** Whose bad records a target takes. */
interface BadRecordsRequest {
  /** The folder or URL of `badRecordsPath`. */
  readonly path: string;
  readonly queryId: string;
  readonly sourceIndex: number;
  /** The source's description. */
  readonly source: string;
  readonly fileSystems: readonly FileSystem[];
  readonly scratchDirectory: string;
}

/** Writes the bad records of a batch as one file of JSON lines, named by query, batch and source: a batch that runs again replaces its own. */
export function badRecordsTarget(request: BadRecordsRequest): QuarantineTarget {
  const { queryId, sourceIndex, source } = request;
  const directory = normalizePath(request.path);
  const fileSystem = fileSystemOf(directory, request.fileSystems);
  return {
    async add({ batchId, records }) {
      const lines = records.map(({ record, reason, position }) =>
        JSON.stringify({ record, reason, source, position, batchId }),
      );
      const scratch = join(request.scratchDirectory, `bad-records-${randomUUID()}`);
      await writeFile(scratch, `${lines.join('\n')}\n`);
      await fileSystem.publish(scratch, `${directory}/bad-records-${queryId}-${batchId}-${sourceIndex}.json`);
    },
  };
}
