import { AnalysisError } from '../errors/index.ts';
import { type Expr, sortOrder, unresolvedAttribute } from '../expression/expr.ts';
import * as plans from '../plan/logical-plan.ts';
import { isStreaming, outputOf, schemaOf } from '../plan/output.ts';
import { type StructType, simpleString } from '../types/data-type.ts';
import type { RowOf, Untyped } from '../types/infer.ts';
import { parseDelayMs } from '../types/interval.ts';
import { parseAttributeName } from './attribute-name.ts';
import { Column } from './column.ts';
import { type DataStreamWriter, newWriter } from './data-stream-writer.ts';
import { collectRows, countRows, showRows } from './frame-actions.ts';
import { columnsNamed, renameColumns, type SameName, sameNameBy, withColumns } from './frame-columns.ts';
import { columnExpr } from './functions/call-function.ts';
import { GroupedData, type GroupingKind } from './grouped-data.ts';
import { joinTypeOf } from './join-type.ts';
import { schemaTree } from './schema-tree.ts';
import type { SessionState } from './session-state.ts';
import type { AnyColumn, ColumnOrName, LastPart } from './typing/argument.ts';
import type { Ref } from './typing/expression-type.ts';
import type {
  AllChecked,
  Checked,
  CheckedCondition,
  Dropped,
  JoinedOn,
  JoinedUsing,
  JoinTypeName,
  NameIn,
  Nullable,
  Renamed,
  Selected,
  SharedName,
  SideBySide,
  WithColumn,
  WithColumns,
} from './typing/frame-type.ts';

declare const columns: unique symbol;

/**
 * A table, bounded or not, described by an analysed plan. Methods return new frames and raise AnalysisError at once, as Spark does; nothing is computed before
 * `writeStream…start()`, or an action on a static frame (`collect`, `show`, `count`, `take`, `first`). `S` are the columns as TypeScript knows them.
 */
export class DataFrame<S = Untyped> {
  declare readonly [columns]: S;
  readonly #session: SessionState;
  /** The analysed plan. */
  readonly plan: plans.LogicalPlan;

  constructor(session: SessionState, plan: plans.LogicalPlan) {
    this.#session = session;
    this.plan = plan;
  }

  /** One of this frame's columns, told apart from one of the same name in another frame. */
  col<const Name extends string>(name: Name): Column<Ref<Name>, LastPart<Name>> {
    const found = this.#analyze(plans.project([unresolvedAttribute(...parseAttributeName(name))], this.plan));
    const [expr] = found.kind === 'Project' ? found.projectList : [];
    const bound = expr?.kind === 'Alias' ? expr.child : expr;
    return new Column<never, never>(() => bound ?? unresolvedAttribute(name));
  }

  /**
   * The given columns; `'*'` stands for all.
   *
   * @example
   * clicks.select('user_id', col('amount').multiply(2).as('twice'))
   */
  select<const C extends readonly ColumnOrName[]>(...columns: AllChecked<C, S>): DataFrame<Selected<C, S>> {
    return this.#derive(plans.project(this.#exprs(columns), this.plan));
  }

  /** {@link select} with SQL text; say what the columns are as a type argument, or they are untyped. */
  selectExpr<T = Untyped>(...texts: readonly string[]): DataFrame<T> {
    const { columns: context } = this.#session;
    return this.#derive(
      plans.project(
        texts.map((text) => context.parseExpression(text)),
        this.plan,
      ),
    );
  }

  /** The rows for which the condition, SQL text or a column, is true. */
  filter<const C extends string | AnyColumn>(condition: CheckedCondition<C, S>): DataFrame<S> {
    const { columns: context } = this.#session;
    const given: unknown = condition;
    const expr = typeof given === 'string' ? context.parseExpression(given) : this.#expr(given);
    return this.#derive(plans.filter(expr, this.plan));
  }
  /** The same as {@link filter}. */
  where<const C extends string | AnyColumn>(condition: CheckedCondition<C, S>): DataFrame<S> {
    return this.filter<C>(condition);
  }

  /** All columns and one more, or one of them changed. */
  withColumn<const Name extends string, E>(
    name: Name,
    column: Column<E> & Checked<Column<E>, S>,
  ): DataFrame<WithColumn<S, Name, E>> {
    return this.#withColumns(new Map([[name, this.#expr(column)]]));
  }

  /** {@link withColumn} for several at once, each over the columns as they were. */
  withColumns<const C extends Readonly<Record<string, AnyColumn>>>(
    columns: C & { readonly [K in keyof C]: Checked<C[K], S> },
  ): DataFrame<WithColumns<S, C>> {
    return this.#withColumns(new Map(Object.entries(columns).map(([name, column]) => [name, this.#expr(column)])));
  }

  withColumnRenamed<const From extends NameIn<S>, const To extends string>(
    from: From,
    to: To,
  ): DataFrame<Renamed<S, { readonly [K in From]: To }>> {
    return this.#project(renameColumns(this.#output(), { [from]: to }, this.#sameName()));
  }

  /** New names by old name. */
  withColumnsRenamed<const Names extends { readonly [K in NameIn<S>]?: string }>(
    names: Names,
  ): DataFrame<Renamed<S, { readonly [K in keyof Names & string]: Names[K] & string }>> {
    return this.#project(renameColumns(this.#output(), { ...names } as Record<string, string>, this.#sameName()));
  }

  /** Without the columns of these names; a name that is not there changes nothing. */
  drop<const Names extends string>(...names: readonly (Names | AnyColumn)[]): DataFrame<Dropped<S, Names>> {
    const sameName = this.#sameName();
    const isDropped = (attribute: { readonly name: string; readonly exprId: number }): boolean =>
      names.some((given) => {
        if (typeof given === 'string') return sameName(given, attribute.name);
        const expr = this.#expr(given);
        return expr.kind === 'AttributeReference'
          ? expr.exprId === attribute.exprId
          : expr.kind === 'UnresolvedAttribute' && sameName(expr.nameParts.at(-1) ?? '', attribute.name);
      });
    return this.#project(this.#output().filter((attribute) => !isDropped(attribute)));
  }

  /** The frame under a name, by which its columns can be addressed: `col('a.user_id')`. */
  alias(name: string): DataFrame<S> {
    return this.#derive(plans.subqueryAlias(name, this.plan));
  }

  /**
   * Says which column is event time and how late rows may come; rows later than that are dropped by operators with state.
   *
   * @example
   * clicks.withWatermark('timestamp', '10 minutes')
   */
  withWatermark(eventTime: NameIn<S>, delayThreshold: string): DataFrame<S> {
    const node = plans.eventTimeWatermark({
      eventTime: unresolvedAttribute(...parseAttributeName(eventTime)),
      delayMs: parseDelayMs(delayThreshold),
      delayText: delayThreshold,
      child: this.plan,
    });
    return this.#derive(node);
  }

  /** Groups to aggregate; no columns: all rows are one group. */
  groupBy<const C extends readonly ColumnOrName[]>(...columns: AllChecked<C, S>): GroupedData<S, Selected<C, S>> {
    return this.#grouped(this.#exprs(columns), 'groupBy');
  }
  /** Groups by all the columns, by all but the last, and so on to none. */
  rollup<const C extends readonly ColumnOrName[]>(
    ...columns: AllChecked<C, S>
  ): GroupedData<S, Nullable<Selected<C, S>>> {
    return this.#grouped(this.#exprs(columns), 'rollup');
  }
  /** Groups by every subset of the columns. */
  cube<const C extends readonly ColumnOrName[]>(
    ...columns: AllChecked<C, S>
  ): GroupedData<S, Nullable<Selected<C, S>>> {
    return this.#grouped(this.#exprs(columns), 'cube');
  }
  /** Aggregates over all rows. */
  agg<const C extends readonly AnyColumn[]>(...columns: AllChecked<C, S>): DataFrame<Selected<C, S>> {
    return this.#derive(plans.aggregate({ groupingExprs: [], aggregateExprs: this.#exprs(columns), child: this.plan }));
  }

  /** The rows without repeats: {@link dropDuplicates} over all columns, as in Spark. `SELECT DISTINCT` of a stream is an aggregate instead. */
  distinct(): DataFrame<S> {
    return this.dropDuplicates();
  }

  /** The first row of each combination of the columns (all of them if none are given). */
  dropDuplicates(columns?: readonly NameIn<S>[]): DataFrame<S> {
    return this.#deduplicate(columns, false);
  }
  /** {@link dropDuplicates} among rows no further apart than the watermark's delay, so that state is cleared. */
  dropDuplicatesWithinWatermark(columns?: readonly NameIn<S>[]): DataFrame<S> {
    return this.#deduplicate(columns, true);
  }

  /** The rows of both, columns by position. */
  union<T>(other: DataFrame<T>): DataFrame<keyof S extends keyof T ? SideBySide<S, Pick<T, keyof S>> : Nullable<S>> {
    return this.#derive(plans.union([this.plan, other.plan]));
  }
  /** The same as {@link union}. */
  unionAll<T>(other: DataFrame<T>): DataFrame<keyof S extends keyof T ? SideBySide<S, Pick<T, keyof S>> : Nullable<S>> {
    return this.union(other);
  }
  /** The rows of both, columns by name. */
  unionByName<T extends { readonly [K in keyof S]: unknown }>(other: DataFrame<T>): DataFrame<SideBySide<S, T>> {
    columnsNamed(
      outputOf(other.plan),
      this.#output().map(({ name }) => name),
      this.#sameName(),
    );
    return this.#derive(plans.union([this.plan, other.plan], true));
  }

  /**
   * Rows of both that belong together: by names both have, which come out once, or by a condition.
   *
   * @example
   * clicks.alias('c').join(users.alias('u'), col('c.user_id').eq(col('u.id')), 'left')
   */
  join<T, const Name extends SharedName<S, T>, const How extends JoinTypeName = 'inner'>(
    right: DataFrame<T>,
    on: Name | readonly Name[],
    how?: How,
  ): DataFrame<JoinedUsing<S, T, Name, How>>;
  join<T, const C extends AnyColumn, const How extends JoinTypeName = 'inner'>(
    right: DataFrame<T>,
    on: C & CheckedCondition<C, SideBySide<S, T>>,
    how?: How,
  ): DataFrame<JoinedOn<S, T, How>>;
  join<T, R>(right: DataFrame<T>, on: string | readonly string[] | AnyColumn, how = 'inner'): DataFrame<R> {
    const sides = { left: this.plan, right: right.plan, joinType: joinTypeOf(how) };
    if (on instanceof Column) return this.#derive(plans.join({ ...sides, condition: this.#expr(on) }));
    return this.#derive(plans.join({ ...sides, using: typeof on === 'string' ? [on] : on }));
  }

  /** Every row with every row. */
  crossJoin<T>(right: DataFrame<T>): DataFrame<SideBySide<S, T>> {
    return this.#derive(plans.join({ left: this.plan, right: right.plan, joinType: 'cross' }));
  }

  /** Sorted by the columns; on a stream only after an aggregation in complete mode. */
  orderBy<const C extends readonly ColumnOrName[]>(...columns: AllChecked<C, S>): DataFrame<S> {
    const order = this.#exprs(columns).map((expr) => (expr.kind === 'SortOrder' ? expr : sortOrder(expr)));
    return this.#derive(plans.sort(order, this.plan));
  }
  /** The same as {@link orderBy}. */
  sort<const C extends readonly ColumnOrName[]>(...columns: AllChecked<C, S>): DataFrame<S> {
    return this.orderBy<C>(...columns);
  }

  limit(n: number): DataFrame<S> {
    if (n < 0)
      throw new AnalysisError('INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE', { expr: `"${n}"`, name: 'limit', v: n });
    return this.#derive(plans.limit(n, this.plan));
  }

  /** Computes aggregates on the side, for `observedMetrics` of the progress; the rows stay as they are. */
  observe<const C extends readonly AnyColumn[]>(name: string, ...metrics: AllChecked<C, S>): DataFrame<S> {
    return this.#derive(plans.collectMetrics(name, this.#exprs(metrics), this.plan));
  }

  /** Hands the frame to a function: for steps of one's own in a chain of calls. */
  transform<R>(step: (frame: DataFrame<S>) => R): R {
    return step(this);
  }

  /** Makes the frame readable by `session.sql` and `session.table` under a name. */
  createOrReplaceTempView(name: string): void {
    const parts = parseAttributeName(name);
    if (parts.length > 1) throw new AnalysisError('TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS', { actualName: name });
    this.#session.backend.views.createOrReplace(parts[0] ?? name, this.plan);
  }

  get schema(): StructType {
    return schemaOf(this.plan);
  }
  get columns(): readonly string[] {
    return this.#output().map(({ name }) => name);
  }
  /** Name and type of each column. */
  get dtypes(): readonly (readonly [name: string, type: string])[] {
    return this.#output().map(({ name, dataType }) => [name, simpleString(dataType)] as const);
  }
  get isStreaming(): boolean {
    return isStreaming(this.plan);
  }
  /** Prints the columns as a tree. */
  printSchema(): void {
    console.log(schemaTree(this.schema));
  }
  /** Prints the plan; `extended` shows all its stages. */
  explain(extended = false): void {
    console.log(this.#session.backend.explain(this.plan, extended));
  }

  /** Where the stream's results go; only for streaming frames. */
  get writeStream(): DataStreamWriter<S> {
    if (!this.isStreaming) throw new AnalysisError('WRITE_STREAM_NOT_ALLOWED');
    const session = this.#session;
    return newWriter({ session, plan: this.plan, toFrame: (plan) => new DataFrame<S>(session, plan) });
  }

  /** All rows, now; only for static frames. */
  collect(): Promise<readonly RowOf<S>[]> {
    return collectRows<S>(this.#session, this.plan);
  }
  /** The first `n` rows. */
  take(n: number): Promise<readonly RowOf<S>[]> {
    return this.limit(n).collect();
  }
  /** The first row; undefined where there is none. */
  async first(): Promise<RowOf<S> | undefined> {
    const [row] = await this.take(1);
    return row;
  }
  /** The number of rows. */
  count(): Promise<number> {
    return countRows(this.#session, this.plan);
  }
  /** Prints the first `n` rows as a table; cells longer than `truncate` (true: 20) are cut, false shows them whole. */
  async show(n = 20, truncate: boolean | number = true): Promise<void> {
    console.log(await showRows(this.#session, this.plan, n, truncate));
  }

  #grouped<K>(groupingExprs: readonly Expr[], kind: GroupingKind): GroupedData<S, K> {
    return new GroupedData<S, K>({
      groupingExprs,
      kind,
      child: this.plan,
      columns: this.#session.columns,
      frame: <T>(plan: plans.LogicalPlan) => this.#derive<T>(plan),
    });
  }

  #deduplicate(names: readonly string[] | undefined, withinWatermark: boolean): DataFrame<S> {
    const keys = names === undefined ? [] : columnsNamed(this.#output(), names, this.#sameName());
    return this.#derive(plans.deduplicate(keys, this.plan, withinWatermark));
  }

  #withColumns<T>(added: ReadonlyMap<string, Expr>): DataFrame<T> {
    return this.#project(withColumns(this.#output(), added, this.#sameName()));
  }

  #project<T>(list: readonly Expr[]): DataFrame<T> {
    return this.#derive(plans.project(list, this.plan));
  }

  #derive<T>(plan: plans.LogicalPlan): DataFrame<T> {
    return new DataFrame<T>(this.#session, this.#analyze(plan));
  }

  #analyze(plan: plans.LogicalPlan): plans.LogicalPlan {
    return this.#session.backend.analyze(plan);
  }

  #output() {
    return outputOf(this.plan);
  }

  #sameName(): SameName {
    return sameNameBy(this.#session.conf.isEnabled('spark.sql.caseSensitive'));
  }

  #expr(column: unknown): Expr {
    return columnExpr(column as ColumnOrName, this.#session.columns);
  }

  #exprs(columns: readonly unknown[]): readonly Expr[] {
    return columns.map((column) => this.#expr(column));
  }
}
