import { test } from 'node:test';
import fc from 'fast-check';
import { assertAsWhole, assertBatchByBatch } from '../../testing/property/assertions.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { describeTraces } from '../../testing/property/describe-traces.ts';
import { deduplicated } from '../../testing/property/modelled-queries.ts';
import { anyTrace, delay, key, orderedTrace } from '../../testing/property/trace.ts';

const columns = fc.record({ k: key, id: fc.nat(99) });

describeTraces('deduplication', (run) => {
  for (const kind of ['key', 'keyAndTime'] as const) {
    test(`however rows in order are cut into batches, the first of each ${kind} passes`, () =>
      checkProperty(orderedTrace(1, columns), (trace) => assertAsWhole(run, deduplicated(kind, 1_000), trace)));
  }

  for (const kind of ['key', 'keyAndTime', 'withinWatermark'] as const) {
    test(`rows in any order pass by ${kind} batch by batch as in the model`, () =>
      checkProperty(fc.tuple(anyTrace(1, columns), delay), ([trace, delayMs]) =>
        assertBatchByBatch(run, deduplicated(kind, delayMs), trace),
      ));
  }
});
