import { test } from 'node:test';
import fc from 'fast-check';
import type { OutputMode } from '../../contracts/output-mode.ts';
import { AGGREGATE_SQL, type MeasuredRow } from '../../testing/models/aggregates.ts';
import { runQueryModel } from '../../testing/models/query-model.ts';
import { WindowModel, type WindowShape } from '../../testing/models/window-model.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { describeTraces } from '../../testing/property/describe-traces.ts';
import { measuredStream, measures } from '../../testing/property/measured-stream.ts';
import { anyTrace, inOneStep, orderedTrace } from '../../testing/property/trace.ts';
import { assertRows, assertSteps, type TracedQuery } from '../../testing/property/trace-runner.ts';

const shape: fc.Arbitrary<WindowShape> = fc.constantFrom(
  { sizeMs: 10_000, slideMs: 10_000 },
  { sizeMs: 20_000, slideMs: 5_000 },
  { sizeMs: 25_000, slideMs: 10_000 },
);
const delayMs = fc.constantFrom(0, 1_000, 15_000);

const windowed = (
  { sizeMs, slideMs }: WindowShape,
  delay: number,
  outputMode: OutputMode,
): TracedQuery<MeasuredRow> => ({
  sources: measuredStream(delay),
  frame: (session) =>
    session.sql(
      `SELECT window.start AS ws, window.end AS we, k, ${AGGREGATE_SQL} FROM e ` +
        `GROUP BY window(t, '${sizeMs} milliseconds', '${slideMs} milliseconds'), k`,
    ),
  outputMode,
});

describeTraces('windowed aggregation', (run) => {
  test('however rows in order are cut into batches, append gives the same windows', () =>
    checkProperty(fc.tuple(orderedTrace(1, measures), shape), async ([trace, window]) => {
      const rules = { delaysMs: [1_000], noDataBatches: true };
      const [whole] = runQueryModel(new WindowModel(window, 'append'), [inOneStep(trace)], rules);
      const steps = await run(windowed(window, 1_000, 'append'), trace);
      assertRows(
        steps.flatMap(({ rows }) => rows),
        whole?.rows ?? [],
      );
    }));

  for (const mode of ['append', 'update', 'complete'] as const) {
    test(`rows in any order come out of ${mode} mode batch by batch as in the model`, () =>
      checkProperty(fc.tuple(anyTrace(1, measures), shape, delayMs), async ([trace, window, delay]) => {
        const inputs = trace.steps.map((step) => step.inputs);
        const rules = { delaysMs: [delay], noDataBatches: trace.noDataBatches };
        const expected = runQueryModel(new WindowModel(window, mode), inputs, rules);
        assertSteps(await run(windowed(window, delay, mode), trace), expected);
      }));
  }
});
