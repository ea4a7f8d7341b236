import { type ConditionParams, MillraceError } from '../errors/index.ts';
import type { Json } from '../util/json.ts';

/** Why a run ended: STREAM_FAILED with the fault as `cause`, and where in the input the failing batch began and was to end. */
export class StreamingQueryException extends MillraceError {
  readonly startOffset: Json;
  readonly endOffset: Json;

  constructor(params: ConditionParams, cause: unknown, startOffset: Json, endOffset: Json) {
    super('STREAM_FAILED', params, { cause });
    this.startOffset = startOffset;
    this.endOffset = endOffset;
  }
}
