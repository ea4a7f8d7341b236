import { test } from 'node:test';
import fc from 'fast-check';
import { type JoinBounds, JoinModel, type JoinRow } from '../../testing/models/join-model.ts';
import { runQueryModel } from '../../testing/models/query-model.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { describeTraces } from '../../testing/property/describe-traces.ts';
import { anyTrace, inOneStep, key, orderedTrace } from '../../testing/property/trace.ts';
import { assertRows, assertSteps, type TracedQuery } from '../../testing/property/trace-runner.ts';

const columns = fc.record({ k: key, v: fc.nat(99) });
const delaysMs = fc.constantFrom([0, 0], [1_000, 5_000], [15_000, 1_000]);
const bounds: fc.Arbitrary<JoinBounds> = fc.constantFrom(
  { beforeMs: 0, afterMs: 10_000 },
  { beforeMs: 5_000, afterMs: 5_000 },
  { beforeMs: 20_000, afterMs: -5_000 },
);

const side = (name: string, prefix: string, delay: number): TracedQuery<JoinRow>['sources'][number] => ({
  name,
  schema: `${prefix}t TIMESTAMP, ${prefix}k STRING, ${prefix}v INT`,
  watermark: [`${prefix}t`, delay],
  toRow: ({ t, k, v }) => [t === null ? null : new Date(t), k, v],
});

const joined = (
  { beforeMs, afterMs }: JoinBounds,
  [left = 0, right = 0]: readonly number[],
  isOuter: boolean,
): TracedQuery<JoinRow> => ({
  sources: [side('l', 'l', left), side('r', 'r', right)],
  frame: (session) =>
    session.sql(
      `SELECT lk, lv, rv FROM l ${isOuter ? 'LEFT' : 'INNER'} JOIN r ON lk = rk AND ` +
        `rt BETWEEN lt - INTERVAL ${beforeMs / 1000} SECONDS AND lt + INTERVAL ${afterMs / 1000} SECONDS`,
    ),
  outputMode: 'append',
});

/** Rows with nulls cannot match: they never reach the join, but for those of an outer side. */
const isFiltered =
  (isOuter: boolean) =>
  ({ t, k }: JoinRow, source: number): boolean =>
    (t === null || k === null) && !(isOuter && source === 0);

describeTraces('interval joins', (run) => {
  for (const isOuter of [false, true]) {
    const name = isOuter ? 'left outer' : 'inner';

    test(`however rows in order are cut into batches, the ${name} join gives the same pairs`, () =>
      checkProperty(fc.tuple(orderedTrace(2, columns), bounds), async ([trace, within]) => {
        const rules = { delaysMs: [1_000, 1_000], noDataBatches: true, isFiltered: isFiltered(isOuter) };
        const [whole] = runQueryModel(new JoinModel(within, isOuter), [inOneStep(trace)], rules);
        const steps = await run(joined(within, rules.delaysMs, isOuter), trace);
        assertRows(
          steps.flatMap(({ rows }) => rows),
          whole?.rows ?? [],
        );
      }));

    test(`rows in any order come out of the ${name} join batch by batch as in the model`, () =>
      checkProperty(fc.tuple(anyTrace(2, columns), bounds, delaysMs), async ([trace, within, delays]) => {
        const inputs = trace.steps.map((step) => step.inputs);
        const rules = { delaysMs: delays, noDataBatches: trace.noDataBatches, isFiltered: isFiltered(isOuter) };
        const expected = runQueryModel(new JoinModel(within, isOuter), inputs, rules);
        assertSteps(await run(joined(within, delays, isOuter), trace), expected);
      }));
  }
});
