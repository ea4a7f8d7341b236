import { type MemoryRow, toRow } from '../connectors/memory/memory-row.ts';
import { MillraceError } from '../errors/index.ts';
import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import type { ManualClock } from '../util/clock.ts';
import { differenceText, plainRows, rowDifference } from './row-difference.ts';
import type { ExpectedState, StreamAction } from './stream-action.ts';
import type { StreamTestRun } from './stream-test-run.ts';

type ActionOf<K extends StreamAction['kind']> = Extract<StreamAction, { readonly kind: K }>;
type Handlers = { readonly [K in StreamAction['kind']]: (action: ActionOf<K>) => void | Promise<void> };

/** What an action found to be wrong. */
export class StreamCheckFailure extends Error {
  readonly actual: unknown;
  readonly expected: unknown;

  constructor(message: string, actual?: unknown, expected?: unknown) {
    super(message);
    this.actual = actual;
    this.expected = expected;
  }
}

/** Performs the actions of one test on its query. */
export class StreamChecks<S> {
  readonly #run: StreamTestRun<S>;
  readonly #schema: StructType;
  readonly #clock: ManualClock | undefined;
  #assertedThrough = -1;

  constructor(run: StreamTestRun<S>, schema: StructType, clock: ManualClock | undefined) {
    this.#run = run;
    this.#schema = schema;
    this.#clock = clock;
  }

  async perform(action: StreamAction): Promise<void> {
    const handler = this.#handlers[action.kind] as (action: StreamAction) => void | Promise<void>;
    await handler(action);
  }

  readonly #handlers: Handlers = {
    addData: ({ stream, rows }) => void stream.addData(...rows),
    checkAnswer: ({ rows }) =>
      this.#check(rows, (run) => {
        run.markChecked();
        return run.answer;
      }),
    checkNewAnswer: ({ rows }) => this.#check(rows, (run) => run.takeNewAnswer()),
    checkLastBatch: ({ rows }) => this.#check(rows, (run) => run.lastBatch),
    advanceClock: ({ ms }) => {
      if (this.#clock !== undefined) return this.#run.advanceClock(this.#clock, ms);
      throw new StreamCheckFailure(
        'advanceClock needs the ManualClock of the session: testStream(frame, mode, actions, { clock }).',
      );
    },
    processAllAvailable: () => this.#run.settle(),
    stop: () => this.#run.stop(),
    start: ({ trigger }) => this.#run.start(trigger),
    expectFailure: ({ condition }) => this.#expectFailure(condition),
    assertState: ({ expected }) => this.#assertState(expected),
    assertWatermark: async ({ iso }) => {
      await this.#run.settle();
      const actual = this.#run.progress.at(-1)?.eventTime.watermark ?? 'none';
      if (Date.parse(actual) !== Date.parse(iso))
        throw new StreamCheckFailure(`The watermark is ${actual} instead of ${iso}.`, actual, iso);
    },
  };

  async #check(rows: readonly MemoryRow[], answer: (run: StreamTestRun<S>) => readonly Row[]): Promise<void> {
    await this.#run.settle();
    if (this.#run.failure !== undefined) return;
    const actual = plainRows(this.#schema, answer(this.#run));
    const canonical = rows.map((row) => toRow(row, this.#schema, 'the answer'));
    const expected = plainRows(this.#schema, canonical);
    const difference = rowDifference(actual, expected);
    if (difference !== undefined) throw new StreamCheckFailure(differenceText(difference), actual, expected);
  }

  async #expectFailure(condition: string): Promise<void> {
    const conditions = [...causes(await this.#run.takeFailure())].map(conditionOf);
    if (conditions.includes(condition)) return;
    const found = conditions.length === 0 ? 'the query did not fail' : `the query failed by ${conditions.join(' < ')}`;
    throw new StreamCheckFailure(`Expected ${condition}, but ${found}.`, conditions, condition);
  }

  async #assertState({ numRowsTotal, dropped }: ExpectedState): Promise<void> {
    await this.#run.settle();
    const since = this.#run.progress.filter(({ batchId }) => batchId > this.#assertedThrough);
    const last = this.#run.progress.at(-1);
    const totals = last?.stateOperators.map((operator) => operator.numRowsTotal) ?? [];
    const drops = totals.map((_, i) =>
      since.reduce((sum, progress) => sum + (progress.stateOperators[i]?.numRowsDroppedByWatermark ?? 0), 0),
    );
    compareNumbers('numRowsTotal', totals, numRowsTotal);
    compareNumbers('dropped', drops, dropped);
    this.#assertedThrough = last?.batchId ?? -1;
  }
}

function compareNumbers(
  name: string,
  actual: readonly number[],
  expected: number | readonly number[] | undefined,
): void {
  if (expected === undefined) return;
  const wanted = typeof expected === 'number' ? [expected] : expected;
  if (wanted.length === actual.length && wanted.every((n, i) => n === actual[i])) return;
  throw new StreamCheckFailure(`${name} is [${actual.join(', ')}] instead of [${wanted.join(', ')}].`, actual, wanted);
}

function* causes(error: unknown): Generator<unknown> {
  if (error === undefined || error === null) return;
  yield error;
  if (error instanceof Error) yield* causes(error.cause);
}

const conditionOf = (error: unknown): string => (error instanceof MillraceError ? error.condition : String(error));
