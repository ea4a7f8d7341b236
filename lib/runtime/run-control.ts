import type { StreamingQueryProgress } from '../contracts/progress.ts';

/** What a run tells and is told beside its batches, through its checkpoint. */
export interface RunControl {
  /** Why the run shall end before its next batch; undefined: it goes on. Called at each trigger. */
  stopReason(): Promise<string | undefined>;
  /** Called after each batch; need not store all. Never rejects. */
  keepProgress(progress: StreamingQueryProgress): Promise<void>;
  /** Called at the end: stores the last batch's progress where that has not been done. Never rejects. */
  flush(): Promise<void>;
}
