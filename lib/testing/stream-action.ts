import type { TriggerInput } from '../api/trigger.ts';
import type { MemoryRow } from '../connectors/memory/memory-row.ts';
import type { MemoryStream } from '../connectors/memory/memory-stream.ts';

/** One step of {@link testStream}: data, made by the functions of the same names. */
export type StreamAction =
  | { readonly kind: 'addData'; readonly stream: MemoryStream; readonly rows: readonly MemoryRow[] }
  | { readonly kind: 'checkAnswer'; readonly rows: readonly MemoryRow[] }
  | { readonly kind: 'checkNewAnswer'; readonly rows: readonly MemoryRow[] }
  | { readonly kind: 'checkLastBatch'; readonly rows: readonly MemoryRow[] }
  | { readonly kind: 'advanceClock'; readonly ms: number }
  | { readonly kind: 'processAllAvailable' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'start'; readonly trigger: TriggerInput | undefined }
  | { readonly kind: 'expectFailure'; readonly condition: string }
  | { readonly kind: 'assertState'; readonly expected: ExpectedState }
  | { readonly kind: 'assertWatermark'; readonly iso: string };

/** What {@link assertState} compares; one number is that of the only stateful operator, several go from the sink backwards. */
export interface ExpectedState {
  /** Rows in the state after the last batch. */
  readonly numRowsTotal?: number | readonly number[];
  /** Rows (of a windowed aggregate: groups) dropped as late since the last `assertState`. */
  readonly dropped?: number | readonly number[];
}

/**
 * Adds rows to a memory stream; those of one action arrive in one batch.
 *
 * @example
 * addData(clicks, ['ada', '2024-01-01T00:00:00Z'], { user: 'bob', t: '2024-01-01T00:00:05Z' })
 */
export const addData = (stream: MemoryStream, ...rows: readonly MemoryRow[]): StreamAction =>
  Object.freeze({ kind: 'addData', stream, rows });

/**
 * Waits for all data to be processed and compares the whole answer, in any order: all rows put out so far, or in complete mode the last batch.
 *
 * @example
 * checkAnswer([['ada', 2], ['bob', 1]])
 */
export const checkAnswer = (rows: readonly MemoryRow[]): StreamAction => Object.freeze({ kind: 'checkAnswer', rows });

/**
 * Like {@link checkAnswer}, for the rows put out since the last check of the answer.
 *
 * @example
 * checkNewAnswer([['ada', 3]])
 */
export const checkNewAnswer = (rows: readonly MemoryRow[]): StreamAction =>
  Object.freeze({ kind: 'checkNewAnswer', rows });

/**
 * Like {@link checkAnswer}, for the rows of the last batch, which may be one without input.
 *
 * @example
 * checkLastBatch([])
 */
export const checkLastBatch = (rows: readonly MemoryRow[]): StreamAction =>
  Object.freeze({ kind: 'checkLastBatch', rows });

/**
 * Moves the test's ManualClock. A query whose trigger is an interval runs when the clock reaches it, and is waited for.
 *
 * @example
 * advanceClock(10_000)
 */
export const advanceClock = (ms: number): StreamAction => Object.freeze({ kind: 'advanceClock', ms });

/**
 * Waits for all data to be processed.
 *
 * @example
 * processAllAvailable()
 */
export const processAllAvailable = (): StreamAction => Object.freeze({ kind: 'processAllAvailable' });

/**
 * Stops the query; the checkpoint stays.
 *
 * @example
 * stop()
 */
export const stop = (): StreamAction => Object.freeze({ kind: 'stop' });

/**
 * Starts the query on the test's checkpoint. Before the first action the query starts by itself, unless data is all that comes before a `start`.
 *
 * @example
 * start({ trigger: { processingTime: '10 seconds' } })
 */
export const start = (options: { readonly trigger?: TriggerInput } = {}): StreamAction =>
  Object.freeze({ kind: 'start', trigger: options.trigger });

/**
 * Expects that the query was refused or has failed by the condition, as its own or as a cause; it can be started again after that.
 *
 * @example
 * expectFailure('DIVIDE_BY_ZERO')
 */
export const expectFailure = (condition: string): StreamAction => Object.freeze({ kind: 'expectFailure', condition });

/**
 * Compares what the stateful operators report.
 *
 * @example
 * assertState({ numRowsTotal: 2, dropped: 1 })
 */
export const assertState = (expected: ExpectedState): StreamAction => Object.freeze({ kind: 'assertState', expected });

/**
 * Compares the watermark by which the last batch ran.
 *
 * @example
 * assertWatermark('2024-01-01T00:00:10.000Z')
 */
export const assertWatermark = (iso: string): StreamAction => Object.freeze({ kind: 'assertWatermark', iso });
