import { test } from 'node:test';
import { AGGREGATE_SQL, aggregateValues, type MeasuredRow } from '../../testing/models/aggregates.ts';
import { assertRows } from '../../testing/property/assertions.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { describeTraces } from '../../testing/property/describe-traces.ts';
import { measuredStream } from '../../testing/property/modelled-queries.ts';
import { anyTrace, inOneStep, measures } from '../../testing/property/trace.ts';
import type { TracedQuery } from '../../testing/property/trace-runner.ts';

const aggregated = (sql: string): TracedQuery<MeasuredRow> => ({
  sources: measuredStream(undefined),
  frame: (session) => session.sql(sql),
  outputMode: 'complete',
});

describeTraces('aggregation in complete mode', (run) => {
  test('however the input is cut into batches, the last answer is that of all rows', () =>
    checkProperty(anyTrace(1, measures), async (trace) => {
      const [rows = []] = inOneStep(trace);
      const groups = Map.groupBy(rows, ({ k }) => k);
      const steps = await run(aggregated(`SELECT k, ${AGGREGATE_SQL} FROM e GROUP BY k`), trace);
      const expected = [...groups].map(([k, group]) => [k, ...aggregateValues(group)]);
      assertRows(steps.at(-1)?.rows ?? [], expected);
    }));

  test('without keys there is one row over all rows', () =>
    checkProperty(anyTrace(1, measures), async (trace) => {
      const [rows = []] = inOneStep(trace);
      const steps = await run(aggregated(`SELECT ${AGGREGATE_SQL} FROM e WHERE v IS NULL OR v > 0`), trace);
      const expected = aggregateValues(rows.filter(({ v }) => v === null || v > 0));
      assertRows(steps.at(-1)?.rows ?? [], [expected]);
    }));
});
