import { test } from 'node:test';
import type { MeasuredRow } from '../testing/models/aggregates.ts';
import { assertBatchByBatch } from '../testing/property/assertions.ts';
import { describeTraces } from '../testing/property/describe-traces.ts';
import { type ModelledQuery, sessionAggregate, windowAggregate } from '../testing/property/modelled-queries.ts';
import type { Trace } from '../testing/property/trace.ts';

/** A failure that random traces once found. */
interface FoundTrace {
  readonly about: string;
  readonly query: ModelledQuery<MeasuredRow>;
  /** By step. */
  readonly rows: readonly (readonly MeasuredRow[])[];
}

const row = (seconds: number, k: string, v: number | null = null): MeasuredRow => ({ t: seconds * 1000, k, v });

const FOUND: readonly FoundTrace[] = [
  {
    about: 'the windows of a row keep the order of arrival',
    query: windowAggregate({ sizeMs: 20_000, slideMs: 5_000 }, 0, 'update'),
    rows: [[row(5, 'a', 0), row(0, 'a'), row(0, 'b', 0), row(0, 'a', -1), row(1, 'a', 0)]],
  },
  {
    about: 'a session takes in one that starts at the same time in a later batch',
    query: sessionAggregate(12_000, 1_000),
    rows: [[row(46, 'c')], [row(46, 'c'), row(76, 'a', -34)], [row(900, 'a', -4)]],
  },
  {
    about: 'a session that reaches back puts its rows first',
    query: sessionAggregate(5_000, 0),
    rows: [[row(67, 'b', 0), row(72, 'c')], [row(66, 'b', -45), row(32, 'c', -37)], [row(900, 'a')]],
  },
];

describeTraces('traces that once failed', (run) => {
  for (const { about, query, rows } of FOUND) {
    test(about, () => {
      const steps = rows.map((input) => ({ inputs: [input], event: 'none' as const }));
      const trace: Trace<MeasuredRow> = { steps, noDataBatches: true, throughJson: false };
      return assertBatchByBatch(run, query, trace);
    });
  }
});
