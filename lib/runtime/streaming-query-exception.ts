import { type ConditionParams, MillraceError } from '../errors/index.ts';
import type { Json } from '../util/json.ts';

/** The batch that was at hand when a run failed, and where in the input it began and was to end. */
interface FailedBatch {
  readonly batchId?: number;
  readonly start: Json;
  readonly end: Json;
}

/** Why a run ended: STREAM_FAILED with the fault as `cause`, the batch that failed, and where in the input it began and was to end. */
export class StreamingQueryException extends MillraceError {
  /** Null where the run failed before it knew its next batch. Beyond Spark. */
  readonly batchId: number | null;
  readonly startOffset: Json;
  readonly endOffset: Json;

  constructor(params: ConditionParams, cause: unknown, batch: FailedBatch | undefined) {
    super('STREAM_FAILED', params, { cause });
    this.batchId = batch?.batchId ?? null;
    this.startOffset = batch?.start ?? null;
    this.endOffset = batch?.end ?? null;
  }
}
