import type { Offset, ReadLimit } from '../contracts/source.ts';
import type { TriggerResult } from './execution-parts.ts';

/** What the loop of a run drives: micro-batches, or the epochs of the continuous trigger. */
export interface StreamExecution {
  /** Where the batch at hand begins and ends; undefined before the checkpoint has been read. */
  readonly attempt:
    | { readonly start: readonly (Offset | null)[]; readonly end: readonly (Offset | null)[] }
    | undefined;
  initialize(): Promise<void>;
  trigger(limit: ReadLimit): Promise<TriggerResult>;
  /** The run is to end. */
  interrupt(): void;
  /** Resolves when all that the sources hold at the time of the call is committed. Absent: that is so after a trigger that found nothing to do. */
  catchUp?(): Promise<void>;
}
