import { optimize } from '../analysis/optimizer.ts';
import type { Executor } from '../contracts/executor.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import { compile } from '../incremental/compile.ts';
import { bindTemplate } from '../incremental/template.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { BatchRunner, type StaticReader } from '../runtime/batch-runner.ts';
import type { Row } from '../types/value.ts';

/** Runs plans without streams, one at a time, on an executor that is opened when it is first needed. */
export class StaticQueries {
  readonly #open: () => Promise<Executor>;
  readonly #read: StaticReader;
  #executor: Promise<Executor> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(open: () => Promise<Executor>, read: StaticReader) {
    this.#open = open;
    this.#read = read;
  }

  /** The rows of an analysed static plan. */
  collect(plan: LogicalPlan, evaluation: EvaluationContext, nowMs: number): Promise<readonly Row[]> {
    const result = this.#last.then(() => this.#collect(plan, evaluation, nowMs));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** The next query opens an executor anew: settings or functions have changed. */
  async reset(): Promise<void> {
    const executor = this.#executor;
    this.#executor = undefined;
    await this.#last;
    await (await executor)?.close();
  }

  async #collect(plan: LogicalPlan, evaluation: EvaluationContext, nowMs: number): Promise<readonly Row[]> {
    this.#executor ??= this.#open();
    const executor = await this.#executor;
    const program = compile(optimize(plan), 'complete', evaluation);
    const runner = new BatchRunner(program, executor, this.#read);
    await runner.bindInputs([]);
    const binding = { batchId: 0, batchTimestampMs: nowMs, lateWatermarksMs: [], evictionWatermarksMs: [] };
    return executor.query(bindTemplate(program.output, binding), program.schema);
  }
}
