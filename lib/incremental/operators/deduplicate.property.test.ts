import { test } from 'node:test';
import fc from 'fast-check';
import { type DeduplicateKey, DeduplicateModel, type KeyedRow } from '../../testing/models/deduplicate-model.ts';
import { runQueryModel } from '../../testing/models/query-model.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { describeTraces } from '../../testing/property/describe-traces.ts';
import { anyTrace, inOneStep, key, orderedTrace } from '../../testing/property/trace.ts';
import { assertRows, assertSteps, type TracedQuery } from '../../testing/property/trace-runner.ts';

const columns = fc.record({ k: key, id: fc.nat(99) });
const delayMs = fc.constantFrom(0, 1_000, 15_000);

const deduplicated = (by: DeduplicateKey, delay: number): TracedQuery<KeyedRow> => ({
  sources: [
    {
      name: 'e',
      schema: 't TIMESTAMP, k STRING, id INT',
      watermark: ['t', delay],
      toRow: ({ t, k, id }) => [t === null ? null : new Date(t), k, id],
    },
  ],
  frame: (session) => {
    const rows = session.table('e');
    if (by.kind === 'withinWatermark') return rows.dropDuplicatesWithinWatermark(['k']);
    return rows.dropDuplicates(by.kind === 'key' ? ['k'] : ['k', 't']);
  },
  outputMode: 'append',
});

describeTraces('deduplication', (run) => {
  for (const kind of ['key', 'keyAndTime'] as const) {
    test(`however rows in order are cut into batches, the first of each ${kind} pass`, () =>
      checkProperty(orderedTrace(1, columns), async (trace) => {
        const rules = { delaysMs: [1_000], noDataBatches: true };
        const [whole] = runQueryModel(new DeduplicateModel({ kind }), [inOneStep(trace)], rules);
        const steps = await run(deduplicated({ kind }, 1_000), trace);
        assertRows(
          steps.flatMap(({ rows }) => rows),
          whole?.rows ?? [],
        );
      }));
  }

  const anyKey = (delay: number) =>
    fc.constantFrom<DeduplicateKey>(
      { kind: 'key' },
      { kind: 'keyAndTime' },
      { kind: 'withinWatermark', delayMs: delay },
    );
  const settings = delayMs.chain((delay) => fc.tuple(fc.constant(delay), anyKey(delay)));

  test('rows in any order pass batch by batch as in the model', () =>
    checkProperty(fc.tuple(anyTrace(1, columns), settings), async ([trace, [delay, by]]) => {
      const inputs = trace.steps.map((step) => step.inputs);
      const rules = { delaysMs: [delay], noDataBatches: trace.noDataBatches };
      assertSteps(await run(deduplicated(by, delay), trace), runQueryModel(new DeduplicateModel(by), inputs, rules));
    }));
});
