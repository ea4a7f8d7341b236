import type { Boundary } from './boundaries.ts';
import type { CrashQueryName } from './crash-queries.ts';

/** Where a query of the crash suite reads, writes and keeps its checkpoint. */
interface CrashFolders {
  readonly input: string;
  readonly output: string;
  readonly checkpoint: string;
  readonly scratch: string;
}

/** What a child process does; its only argument, as JSON. */
export interface CrashPlan {
  readonly query: CrashQueryName;
  readonly folders: CrashFolders;
  /** Session settings. */
  readonly conf?: Readonly<Record<string, string>>;
  /** Options of the file source besides the path. */
  readonly sourceOptions?: Readonly<Record<string, string>>;
  /** The process sends itself this signal there. */
  readonly signalAt?: Boundary & { readonly signal: NodeJS.Signals };
  /** The process stops its session on SIGTERM and SIGINT, as a well-behaved program does. */
  readonly stopsOnSignal?: boolean;
  /** There the run says so and waits until it is told to go on. */
  readonly pauseAt?: Boundary;
  /** A wait at every boundary, so that signals at random times find the run at work; milliseconds. */
  readonly delayMs?: number;
}

/** What a child process tells its parent. */
export type CrashMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'paused'; readonly at: Boundary }
  | { readonly kind: 'ended'; readonly outcome: CrashOutcome };

/** How a run that was not killed ended. */
export interface CrashOutcome {
  readonly runId: string;
  /** Those it committed. */
  readonly batches: readonly number[];
  /** Of the failure's cause; null where it came to its end. */
  readonly condition: string | null;
  /** Of the failure. */
  readonly message: string | null;
}
