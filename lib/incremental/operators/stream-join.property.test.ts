import { test } from 'node:test';
import fc from 'fast-check';
import type { JoinBounds } from '../../testing/models/join-model.ts';
import { assertAsWhole, assertBatchByBatch } from '../../testing/property/assertions.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { describeTraces } from '../../testing/property/describe-traces.ts';
import { intervalJoin } from '../../testing/property/modelled-queries.ts';
import { anyTrace, delay, key, orderedTrace } from '../../testing/property/trace.ts';

const columns = fc.record({ k: key, v: fc.nat(99) });
const delays = fc.tuple(delay, delay);
const bounds: fc.Arbitrary<JoinBounds> = fc.constantFrom(
  { beforeMs: 0, afterMs: 10_000 },
  { beforeMs: 5_000, afterMs: 5_000 },
  { beforeMs: 20_000, afterMs: -5_000 },
);

describeTraces('interval joins', (run) => {
  for (const [name, isOuter] of [['inner', false] as const, ['left outer', true] as const]) {
    test(`however rows in order are cut into batches, the ${name} join gives the same rows`, () =>
      checkProperty(fc.tuple(orderedTrace(2, columns), bounds), ([trace, within]) =>
        assertAsWhole(run, intervalJoin(within, [1_000, 1_000], isOuter), trace),
      ));

    test(`rows in any order come out of the ${name} join batch by batch as in the model`, () =>
      checkProperty(fc.tuple(anyTrace(2, columns), bounds, delays), ([trace, within, delaysMs]) =>
        assertBatchByBatch(run, intervalJoin(within, delaysMs, isOuter), trace),
      ));
  }
});
