import { checkForBatch } from '../analysis/unsupported-operations.ts';
import { AnalysisError } from '../errors/index.ts';
import { type LogicalPlan, limit } from '../plan/logical-plan.ts';
import { isStreaming, outputOf, schemaOf } from '../plan/output.ts';
import { type StructType, simpleString } from '../types/data-type.ts';
import type { RowOf } from '../types/infer.ts';
import { collectRows, countRows, showRows } from './frame-actions.ts';
import { schemaTree } from './schema-tree.ts';
import type { SessionState } from './session-state.ts';
import type { StreamSession } from './stream-session.ts';

/** What a frame tells of itself, and the actions that compute rows; those are for static frames only. */
export abstract class FrameRows<S> {
  /** The analysed plan. */
  readonly plan: LogicalPlan;
  protected readonly session: SessionState;

  constructor(session: SessionState, plan: LogicalPlan) {
    this.plan = plan;
    this.session = session;
    Object.defineProperty(this, 'session', { enumerable: false });
  }

  get schema(): StructType {
    return schemaOf(this.plan);
  }
  get columns(): readonly string[] {
    return outputOf(this.plan).map(({ name }) => name);
  }
  /** Name and type of each column. */
  get dtypes(): readonly (readonly [name: string, type: string])[] {
    return outputOf(this.plan).map(({ name, dataType }) => [name, simpleString(dataType)] as const);
  }
  get isStreaming(): boolean {
    return isStreaming(this.plan);
  }
  /** The session that the frame belongs to. */
  get sparkSession(): StreamSession {
    return this.session.session;
  }
  /** Prints the columns as a tree. */
  printSchema(): void {
    console.log(schemaTree(this.schema));
  }
  /** Prints the plan; `extended` shows all its stages. */
  explain(extended = false): void {
    console.log(this.session.backend.explain(this.plan, extended));
  }

  /** All rows, now; only for static frames. */
  collect(): Promise<readonly RowOf<S>[]> {
    return collectRows<S>(this.session, this.plan);
  }
  /** The first `n` rows. */
  take(n: number): Promise<readonly RowOf<S>[]> {
    return collectRows<S>(this.session, limited(this.plan, n));
  }
  /** The first row, undefined where there is none; with a number the first rows. */
  head(): Promise<RowOf<S> | undefined>;
  head(n: number): Promise<readonly RowOf<S>[]>;
  head(n?: number): Promise<RowOf<S> | undefined | readonly RowOf<S>[]> {
    return n === undefined ? this.first() : this.take(n);
  }
  /** The last `n` rows. */
  async tail(n: number): Promise<readonly RowOf<S>[]> {
    checkLimit(n, 'limit');
    const rows = await this.collect();
    return n === 0 ? [] : rows.slice(-n);
  }
  /** The first row; undefined where there is none. */
  async first(): Promise<RowOf<S> | undefined> {
    const [row] = await this.take(1);
    return row;
  }
  async isEmpty(): Promise<boolean> {
    return (await this.first()) === undefined;
  }
  /** The rows one by one. */
  async *toLocalIterator(): AsyncGenerator<RowOf<S>, void, undefined> {
    yield* await this.collect();
  }
  /** Calls a function for each row, in order. */
  async foreach(work: (row: RowOf<S>) => void | Promise<void>): Promise<void> {
    for (const row of await this.collect()) await work(row);
  }
  /** The number of rows. */
  count(): Promise<number> {
    return countRows(this.session, this.plan);
  }
  /** Prints the first `n` rows as a table; cells longer than `truncate` (true: 20) are cut, false shows them whole. */
  async show(n = 20, truncate: boolean | number = true): Promise<void> {
    console.log(await showRows(this.session, this.plan, n, truncate));
  }

  /** For actions that need all rows: refuses streams. */
  protected checkForBatch(): void {
    checkForBatch(this.plan);
  }
}

/** Refuses what is no number of rows. */
export function checkLimit(n: number, name: 'limit' | 'offset'): void {
  if (n < 0) throw new AnalysisError('INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE', { expr: `"${n}"`, name, v: n });
  if (Number.isInteger(n)) return;
  const dataType = typeof n === 'number' ? '"DOUBLE"' : `"${typeof n}"`;
  throw new AnalysisError('INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE', { expr: `"${n}"`, name, dataType });
}

function limited(plan: LogicalPlan, n: number): LogicalPlan {
  checkLimit(n, 'limit');
  return limit(n, plan);
}
