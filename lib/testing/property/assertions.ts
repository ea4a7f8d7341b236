import assert from 'node:assert/strict';
import type { Json } from '../../util/json.ts';
import { type ModelRow, runQueryModel } from '../models/query-model.ts';
import { differenceText, rowDifference } from '../row-difference.ts';
import type { ModelledQuery } from './modelled-queries.ts';
import { inOneStep, type Trace } from './trace.ts';
import type { TraceRunner } from './trace-runner.ts';

/** Runs a trace and compares every step with the model: rows, watermark, state and dropped rows. */
export async function assertBatchByBatch<R extends ModelRow>(
  run: TraceRunner['run'],
  { query, model, watermark }: ModelledQuery<R>,
  trace: Trace<R>,
): Promise<void> {
  const inputs = trace.steps.map((step) => step.inputs);
  const expected = runQueryModel(model(), inputs, { ...watermark, noDataBatches: trace.noDataBatches });
  const actual = await run(query, trace);
  for (const [i, { rows, ...numbers }] of expected.entries()) {
    assertRows(actual[i]?.rows ?? [], rows, `Step ${i}. `);
    if (actual[i]?.numbers !== undefined) assert.deepEqual(actual[i].numbers, numbers, `Step ${i}`);
  }
}

/** Runs a trace and compares all its rows with those of the model for the same input in one step. */
export async function assertAsWhole<R extends ModelRow>(
  run: TraceRunner['run'],
  { query, model, watermark }: ModelledQuery<R>,
  trace: Trace<R>,
): Promise<void> {
  const whole = runQueryModel(model(), [inOneStep(trace)], { ...watermark, noDataBatches: true });
  const steps = await run(query, trace);
  const [actual, expected] = [steps, whole].map((list) => list.flatMap(({ rows }) => rows));
  assertRows(actual ?? [], expected ?? []);
}

/** Compares rows in any order. */
export function assertRows(actual: readonly Json[], expected: readonly Json[], where = ''): void {
  const difference = rowDifference(actual, expected);
  if (difference !== undefined) assert.fail(where + differenceText(difference));
}
