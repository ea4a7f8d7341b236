import fc from 'fast-check';
import { PHASES, type Phase } from '../../runtime/phases.ts';
import type { ModelRow } from '../models/query-model.ts';

/** Where a batch is made to fail: the run ends there, and another goes on from the checkpoint. */
export interface CrashPoint {
  readonly phase: Phase;
  readonly moment: 'before' | 'after';
}

/** Rows that arrive together, and what happens to the query at that time. */
export interface TraceStep<R> {
  /** By source; not all empty. */
  readonly inputs: readonly (readonly R[])[];
  /** `restart`: the rows arrive while the query is stopped. A crash strikes the batch that takes them. */
  readonly event: 'none' | 'restart' | CrashPoint;
}

/** How a query fares in a test. */
export interface Trace<R> {
  readonly steps: readonly TraceStep<R>[];
  readonly noDataBatches: boolean;
  /** Whether the plan is sent through JSON before each start. */
  readonly throughJson: boolean;
}

const BASES_MS = [Date.parse('2024-01-01T00:00:00Z'), 0];
const SPAN_SECONDS = 90;

/** Event times within a minute and a half, mostly whole seconds, now and then none; from 2024, or around 1970 where watermarks begin. */
const eventTime = (baseMs: number): fc.Arbitrary<number | null> =>
  fc.option(
    fc
      .tuple(fc.integer({ min: -20, max: SPAN_SECONDS }), fc.constantFrom(0, 0, 0, 1, 999))
      .map(([seconds, millis]) => baseMs + seconds * 1000 + millis),
    { freq: 15 },
  );

/** Few keys, so that rows meet. */
export const key = fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 12 });

/** Columns of a measured row besides its time. */
export const measures = fc.record({ k: key, v: fc.option(fc.integer({ min: -50, max: 50 })) });

/** Delays of watermarks, milliseconds. */
export const delay = fc.constantFrom(0, 1_000, 15_000);

const event: fc.Arbitrary<TraceStep<never>['event']> = fc.oneof(
  { weight: 4, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      phase: fc.constantFrom(...PHASES),
      moment: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
);

const settings = { noDataBatches: fc.boolean(), throughJson: fc.boolean() };

/** Traces of rows in any order; `columns` are those besides `t`. */
export function anyTrace<C>(sources: number, columns: fc.Arbitrary<C>): fc.Arbitrary<Trace<C & ModelRow>> {
  return fc.constantFrom(...BASES_MS).chain((baseMs) => {
    const rows = fc.array(rowAt(eventTime(baseMs), columns), { maxLength: 6 });
    const inputs = fc
      .array(rows, { minLength: sources, maxLength: sources })
      .filter((bySource) => bySource.some((list) => list.length > 0));
    return fc.record({ steps: fc.array(fc.record({ inputs, event }), { minLength: 1, maxLength: 6 }), ...settings });
  });
}

/**
 * Traces whose rows come in the order of their event times, cut into steps anywhere, and end with a row long after all others in each source, so that
 * everything closes.
 */
export function orderedTrace<C>(sources: number, columns: fc.Arbitrary<C>): fc.Arbitrary<Trace<C & ModelRow>> {
  const [baseMs = 0] = BASES_MS;
  const time = fc.integer({ min: 0, max: SPAN_SECONDS }).map((seconds) => baseMs + seconds * 1000);
  const arrival = fc.record({ row: rowAt(time, columns), source: fc.nat(sources - 1), cutAfter: fc.boolean(), event });
  const lastTime = fc.constant(baseMs + SPAN_SECONDS * 10_000);
  const lastRows = fc.array(rowAt(lastTime, columns), { minLength: sources, maxLength: sources });
  return fc
    .record({ arrivals: fc.array(arrival, { minLength: 1, maxLength: 16 }), lastRows, ...settings })
    .map(({ arrivals, lastRows: last, throughJson }) => {
      const inOrder = arrivals.toSorted((a, b) => (a.row.t ?? 0) - (b.row.t ?? 0));
      const steps: TraceStep<C & ModelRow>[] = [];
      let from = 0;
      for (const [i, { cutAfter, event: happens }] of inOrder.entries()) {
        if (!cutAfter && i < inOrder.length - 1) continue;
        const part = inOrder.slice(from, i + 1);
        const bySource = last.map((_, source) => part.filter((one) => one.source === source).map(({ row }) => row));
        steps.push({ inputs: bySource, event: happens });
        from = i + 1;
      }
      steps.push({ inputs: last.map((row) => [row]), event: 'none' });
      return { steps, noDataBatches: true, throughJson };
    });
}

/** The same rows in one step, without restarts. */
export const inOneStep = <R>({ steps }: Trace<R>): readonly (readonly R[])[] =>
  (steps[0]?.inputs ?? []).map((_, source) => steps.flatMap(({ inputs }) => inputs[source] ?? []));

const rowAt = <C>(time: fc.Arbitrary<number | null>, columns: fc.Arbitrary<C>): fc.Arbitrary<C & ModelRow> =>
  fc.tuple(time, columns).map(([t, rest]) => ({ t, ...rest }));
