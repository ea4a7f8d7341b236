import { test } from 'node:test';
import type { MeasuredRow } from '../testing/models/aggregates.ts';
import { assertRows } from '../testing/property/assertions.ts';
import { checkProperty } from '../testing/property/check-property.ts';
import { describeTraces } from '../testing/property/describe-traces.ts';
import { measuredStream } from '../testing/property/modelled-queries.ts';
import { anyTrace, inOneStep, measures } from '../testing/property/trace.ts';
import type { TracedQuery } from '../testing/property/trace-runner.ts';

const projected: TracedQuery<MeasuredRow> = {
  sources: measuredStream(undefined),
  frame: (session) =>
    session.table('e').filter('v % 2 = 0 OR v IS NULL').selectExpr("concat(k, '!') AS name", 'v * 2 AS twice'),
  outputMode: 'append',
};

describeTraces('filter and projection', (run) => {
  test('however the input is cut into batches, each row comes out once', () =>
    checkProperty(anyTrace(1, measures), async (trace) => {
      const [rows = []] = inOneStep(trace);
      const kept = rows.filter(({ v }) => v === null || v % 2 === 0);
      const steps = await run(projected, trace);
      const expected = kept.map(({ k, v }) => [k === null ? null : `${k}!`, v === null ? null : v * 2]);
      assertRows(
        steps.flatMap((step) => step.rows),
        expected,
      );
    }));
});
