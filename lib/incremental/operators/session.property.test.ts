import { test } from 'node:test';
import fc from 'fast-check';
import { AGGREGATE_SQL, type MeasuredRow } from '../../testing/models/aggregates.ts';
import { runQueryModel } from '../../testing/models/query-model.ts';
import { SessionModel } from '../../testing/models/session-model.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { describeTraces } from '../../testing/property/describe-traces.ts';
import { measuredStream, measures } from '../../testing/property/measured-stream.ts';
import { anyTrace, inOneStep, orderedTrace } from '../../testing/property/trace.ts';
import { assertRows, assertSteps, type TracedQuery } from '../../testing/property/trace-runner.ts';

const gapMs = fc.constantFrom(5_000, 12_000);
const delayMs = fc.constantFrom(0, 1_000, 15_000);

const sessions = (gap: number, delay: number): TracedQuery<MeasuredRow> => ({
  sources: measuredStream(delay),
  frame: (session) =>
    session.sql(
      `SELECT session_window.start AS ss, session_window.end AS se, k, ${AGGREGATE_SQL} FROM e ` +
        `GROUP BY session_window(t, '${gap} milliseconds'), k`,
    ),
  outputMode: 'append',
});

describeTraces('session windows', (run) => {
  test('however rows in order are cut into batches, the sessions are the same', () =>
    checkProperty(fc.tuple(orderedTrace(1, measures), gapMs), async ([trace, gap]) => {
      const rules = { delaysMs: [1_000], noDataBatches: true };
      const [whole] = runQueryModel(new SessionModel(gap), [inOneStep(trace)], rules);
      const steps = await run(sessions(gap, 1_000), trace);
      assertRows(
        steps.flatMap(({ rows }) => rows),
        whole?.rows ?? [],
      );
    }));

  test('rows in any order come out batch by batch as in the model', () =>
    checkProperty(fc.tuple(anyTrace(1, measures), gapMs, delayMs), async ([trace, gap, delay]) => {
      const inputs = trace.steps.map((step) => step.inputs);
      const rules = { delaysMs: [delay], noDataBatches: trace.noDataBatches };
      assertSteps(await run(sessions(gap, delay), trace), runQueryModel(new SessionModel(gap), inputs, rules));
    }));
});
