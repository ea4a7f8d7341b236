import fc from 'fast-check';

/** The same unless told otherwise, so that a run of the tests can be repeated; other seeds look elsewhere. */
const SEED = Number(process.env['MILLRACE_SEED'] ?? 20_240_101);
const RUNS = Number(process.env['MILLRACE_RUNS'] ?? 10);

/** Simplifying a failure ends then at the latest. */
const TIME_LIMIT_MS = 60_000;

/**
 * Holds a check to arbitrary values, and to simpler ones once it fails. `MILLRACE_SEED` and `MILLRACE_RUNS` say which and how many; the failure
 * says how to see it again.
 */
export async function checkProperty<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>): Promise<void> {
  const details = await fc.check(fc.asyncProperty(arbitrary, check), {
    seed: SEED,
    numRuns: RUNS,
    interruptAfterTimeLimit: TIME_LIMIT_MS,
  });
  if (!details.failed) return;
  const again = `MILLRACE_SEED=${details.seed} MILLRACE_RUNS=${RUNS}`;
  const cause = details.errorInstance;
  const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  const counterexample = JSON.stringify(details.counterexample);
  throw new Error(
    `After ${details.numRuns} runs and ${details.numShrinks} simplifications; again with ${again}.\nCounterexample: ${counterexample}\n${reason}`,
    { cause },
  );
}
