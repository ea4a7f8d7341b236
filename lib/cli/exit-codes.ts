/** What the process ends with; scripts go by these. */
export const EXIT = Object.freeze({
  ok: 0,
  /** The query, the backfill or the check failed. */
  failed: 1,
  /** The command was not understood. */
  usage: 2,
  /** What was asked for is not there. */
  notFound: 3,
  /** Ctrl-C before the end of something that has one. */
  interrupted: 130,
});

/** Conditions that mean: there is no such thing. */
const NOT_FOUND: ReadonlySet<string> = new Set([
  'BATCH_NOT_RETAINED',
  'CHECKPOINTS_NOT_FOUND',
  'CHECKPOINT_NOT_FOUND',
  'CHECKPOINT_TABLE_NOT_FOUND',
  'QUERY_WITHOUT_STATE',
  'STATE_MACHINE_NOT_FOUND',
]);

const USAGE: ReadonlySet<string> = new Set(['BACKFILL_NAME_MISSING', 'INVALID_CHECKPOINT_LOCATION', 'USAGE']);

/** The exit code of an error by its condition. */
export function exitCodeOf(condition: string | undefined): number {
  if (condition === undefined) return EXIT.failed;
  if (NOT_FOUND.has(condition)) return EXIT.notFound;
  return USAGE.has(condition) ? EXIT.usage : EXIT.failed;
}
