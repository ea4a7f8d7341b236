import type { StreamingQueryProgress } from '../contracts/progress.ts';
import type { TimeLeft } from './batch-times.ts';

/** What Millrace needs of Lambda's context. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** What is told of batches: logs and metrics. */
export interface BatchObserver {
  onBatch(progress: StreamingQueryProgress): void;
  /** `stopped`: the query was stopped after it. */
  onFailure(failure: {
    readonly batchId: number | undefined;
    readonly error: unknown;
    readonly stopped: boolean;
  }): void;
  /** Nothing was done, and why: the query is stopped, there is too little time. */
  onSkip(reason: { readonly condition: string; readonly message: string; readonly failed: boolean }): void;
}

/** One invocation: the time it has, and who hears of its batches. */
export interface Invocation extends BatchObserver {
  readonly requestId: string;
  timeLeft(): TimeLeft;
}

/** An invocation from its context, as it begins. */
export function invocationOf(context: LambdaContext, observer: BatchObserver): Invocation {
  const grantedMs = context.getRemainingTimeInMillis();
  return {
    requestId: context.awsRequestId,
    timeLeft: () => ({ grantedMs, remainingMs: context.getRemainingTimeInMillis() }),
    onBatch: (progress) => observer.onBatch(progress),
    onFailure: (failure) => observer.onFailure(failure),
    onSkip: (reason) => observer.onSkip(reason),
  };
}
