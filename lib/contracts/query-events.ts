import type { StreamingQueryProgress } from './progress.ts';

/** A run has begun. */
export interface QueryStartedEvent {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  /** ISO-8601. */
  readonly timestamp: string;
}

/** A batch is done. */
export interface QueryProgressEvent {
  readonly progress: StreamingQueryProgress;
}

/** There has been no data for `spark.sql.streaming.noDataProgressEventInterval`. */
export interface QueryIdleEvent {
  readonly id: string;
  readonly runId: string;
  /** ISO-8601. */
  readonly timestamp: string;
}

/** A run has ended. */
export interface QueryTerminatedEvent {
  readonly id: string;
  readonly runId: string;
  /** The failure's message; null where the query was stopped or came to its end. */
  readonly exception: string | null;
  /** Spark's condition of the failure, where it has one. */
  readonly errorClassOnException: string | null;
}
