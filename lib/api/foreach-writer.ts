import type { RowWriter } from '../contracts/session-backend.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { RowOf } from '../types/infer.ts';
import { rowObjects } from './row-object.ts';

/** What `foreach` takes besides a plain function: an object opened and closed around the rows of each batch. */
export interface ForeachWriter<S> {
  /** False: skip this batch, for instance because it was written before. */
  open?(partitionId: number, batchId: number): boolean | Promise<boolean>;
  process(row: RowOf<S>): void | Promise<void>;
  /** Called whatever happened, also where `open` gave false. */
  close?(error: Error | undefined): void | Promise<void>;
}

/** What is done with each row. */
export type ForeachInput<S> = ForeachWriter<S> | ((row: RowOf<S>) => void | Promise<void>);

/** The writer over rows by position that the runtime calls. */
export function toRowWriter<S>(input: ForeachInput<S>, plan: LogicalPlan): RowWriter {
  const writer: ForeachWriter<S> = typeof input === 'function' ? { process: input } : input;
  const toObject = rowObjects<S>(outputOf(plan));
  return {
    open: async (partitionId, batchId) => (await writer.open?.(partitionId, batchId)) ?? true,
    process: async (row) => writer.process(toObject(row)),
    close: async (error) => writer.close?.(error),
  };
}
