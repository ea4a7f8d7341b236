/** What a suite came to. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Why a suite cannot run. */
export interface Unavailable {
  readonly reason: string;
  /** Whether this machine has all it takes and only a set-up step is missing: such a suite must not be skipped in `.ci/run`. */
  readonly couldRun: boolean;
}

/** One line of `npm test`: a kind of test with the machine it needs. */
export interface Suite {
  readonly name: string;
  /** Test files, relative to the root; a pattern given to `npm test` selects among them. */
  readonly files: () => readonly string[];
  readonly unavailable?: () => Promise<Unavailable | undefined>;
  /** Runs the files; prints failures. */
  readonly run: (files: readonly string[], options: SuiteOptions) => Promise<SuiteResult>;
}

export interface SuiteOptions {
  /** Only tests whose name contains it. */
  readonly testName: string | undefined;
  /** Ends the processes of the tests. */
  readonly signal: AbortSignal;
}
