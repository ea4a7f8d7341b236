import { test } from 'node:test';
import fc from 'fast-check';
import { assertAsWhole, assertBatchByBatch } from '../../testing/property/assertions.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { describeTraces } from '../../testing/property/describe-traces.ts';
import { sessionAggregate } from '../../testing/property/modelled-queries.ts';
import { anyTrace, delay, measures, orderedTrace } from '../../testing/property/trace.ts';

const gap = fc.constantFrom(5_000, 12_000);

describeTraces('session windows', (run) => {
  test('however rows in order are cut into batches, the sessions are the same', () =>
    checkProperty(fc.tuple(orderedTrace(1, measures), gap), ([trace, gapMs]) =>
      assertAsWhole(run, sessionAggregate(gapMs, 1_000), trace),
    ));

  test('rows in any order come out batch by batch as in the model', () =>
    checkProperty(fc.tuple(anyTrace(1, measures), gap, delay), ([trace, gapMs, delayMs]) =>
      assertBatchByBatch(run, sessionAggregate(gapMs, delayMs), trace),
    ));
});
