import type { AwsServices } from '../connectors/aws/ports.ts';
import type { StepFunctionsPort } from '../connectors/aws/step-functions.ts';
import type { Clock } from '../util/clock.ts';

/** What the commands know of the world. */
export interface CliContext {
  /** Standard output: data only. */
  readonly out: (text: string) => void;
  /** Standard error: progress, notes and errors. */
  readonly err: (text: string) => void;
  /** Whether standard error is a terminal, on which one line can be rewritten. */
  readonly isTerminal: boolean;
  /** Whether stack traces are shown (MILLRACE_DEBUG). */
  readonly isDebug: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  readonly clock: Clock;
  readonly aws: AwsServices;
  readonly stepFunctions: (region: string | undefined) => Promise<StepFunctionsPort>;
  /** Aborts at Ctrl-C: what runs ends after the batch at hand. */
  readonly signal: AbortSignal;
}
