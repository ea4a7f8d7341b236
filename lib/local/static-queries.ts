import { optimize } from '../analysis/optimizer.ts';
import type { Executor } from '../contracts/executor.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import { compile } from '../incremental/compile.ts';
import { bindTemplate } from '../incremental/template.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { schemaOf } from '../plan/output.ts';
import { BatchRunner, type StaticReader } from '../runtime/batch-runner.ts';
import type { Row } from '../types/value.ts';

/** Runs plans without streams, one at a time, on an executor that is opened when it is first needed. */
export class StaticQueries {
  readonly #open: (timeZone: string) => Promise<Executor>;
  readonly #read: StaticReader;
  #opened: { readonly executor: Executor; readonly timeZone: string } | undefined;
  #isStale = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(open: (timeZone: string) => Promise<Executor>, read: StaticReader) {
    this.#open = open;
    this.#read = read;
  }

  /** The rows of an analysed static plan. */
  collect(plan: LogicalPlan, evaluation: EvaluationContext, nowMs: number): Promise<readonly Row[]> {
    return this.use(plan, evaluation, nowMs, (executor, sql) => executor.query(sql, schemaOf(plan)));
  }

  /** Binds the inputs of an analysed static plan and hands its SELECT to `work`. */
  use<T>(
    plan: LogicalPlan,
    evaluation: EvaluationContext,
    nowMs: number,
    work: (executor: Executor, sql: string) => Promise<T>,
  ): Promise<T> {
    return this.#inTurn(async () => {
      const executor = await this.#executorFor(evaluation.timeZone);
      const program = compile(optimize(plan), 'complete', evaluation);
      const runner = new BatchRunner(program, executor, this.#read);
      await runner.bindInputs([]);
      const binding = { batchId: 0, batchTimestampMs: nowMs, lateWatermarksMs: [], evictionWatermarksMs: [] };
      return work(executor, bindTemplate(program.output, binding));
    });
  }

  /** The next query opens an executor anew: functions have changed. */
  reset(): void {
    this.#isStale = true;
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#release());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #executorFor(timeZone: string): Promise<Executor> {
    if (this.#isStale || this.#opened?.timeZone !== timeZone) await this.#release();
    this.#isStale = false;
    this.#opened ??= { executor: await this.#open(timeZone), timeZone };
    return this.#opened.executor;
  }

  async #release(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.executor.close();
  }
}
