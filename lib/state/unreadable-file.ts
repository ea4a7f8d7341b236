import type { Executor, StateTable } from '../contracts/index.ts';
import { CheckpointError, MillraceError } from '../errors/index.ts';
import { probeSql } from './state-sql.ts';

/** A file of the checkpoint that a load reads. */
export interface StateFile {
  readonly table: StateTable;
  readonly batchId: number;
  readonly file: string;
}

/** The error that names the first file that cannot be read; a load reads many in one statement. Undefined where all can. */
export async function findUnreadable(
  executor: Executor,
  files: readonly StateFile[],
  location: string,
): Promise<CheckpointError | undefined> {
  for (const { file, batchId, table } of files) {
    try {
      await executor.run(probeSql(file, table));
    } catch (cause) {
      if (!(cause instanceof MillraceError)) throw cause;
      const params = {
        file,
        batchId,
        operatorId: table.operatorId,
        table: table.name,
        location,
        reason: cause.message,
      };
      return new CheckpointError('CANNOT_LOAD_STATE_STORE.UNREADABLE_FILE', params, { cause });
    }
  }
  return undefined;
}
