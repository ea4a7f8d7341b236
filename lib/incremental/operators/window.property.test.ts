import { test } from 'node:test';
import fc from 'fast-check';
import type { WindowShape } from '../../testing/models/window-model.ts';
import { assertAsWhole, assertBatchByBatch } from '../../testing/property/assertions.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { describeTraces } from '../../testing/property/describe-traces.ts';
import { windowAggregate } from '../../testing/property/modelled-queries.ts';
import { anyTrace, delay, measures, orderedTrace } from '../../testing/property/trace.ts';

const shape: fc.Arbitrary<WindowShape> = fc.constantFrom(
  { sizeMs: 10_000, slideMs: 10_000 },
  { sizeMs: 20_000, slideMs: 5_000 },
  { sizeMs: 25_000, slideMs: 10_000 },
);

describeTraces('windowed aggregation', (run) => {
  test('however rows in order are cut into batches, append gives the same windows', () =>
    checkProperty(fc.tuple(orderedTrace(1, measures), shape), ([trace, windows]) =>
      assertAsWhole(run, windowAggregate(windows, 1_000, 'append'), trace),
    ));

  for (const mode of ['append', 'update', 'complete'] as const) {
    test(`rows in any order come out of ${mode} mode batch by batch as in the model`, () =>
      checkProperty(fc.tuple(anyTrace(1, measures), shape, delay), ([trace, windows, delayMs]) =>
        assertBatchByBatch(run, windowAggregate(windows, delayMs, mode), trace),
      ));
  }
});
