import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, sortOrder, unresolvedAttribute, unresolvedStar } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import * as plans from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { Untyped } from '../types/infer.ts';
import { parseDelayMs } from '../types/interval.ts';
import { parseAttributeName } from './attribute-name.ts';
import { requireText } from './check-argument.ts';
import { Column } from './column.ts';
import { type DataFrameWriter, newDataFrameWriter } from './data-frame-writer.ts';
import { type DataStreamWriter, newWriter } from './data-stream-writer.ts';
import { columnsNamed, renameColumns, withColumns, withMissing } from './frame-columns.ts';
import { checkLimit } from './frame-rows.ts';
import { columnExpr } from './functions/call-function.ts';
import { aggregateList, GroupedData, type Grouping } from './grouped-data.ts';
import { joinTypeOf } from './join-type.ts';
import { refusedFrameMembers } from './refused-frame-members.ts';
import { refuseMembers } from './refused-members.ts';
import { ReshapedFrame } from './reshaped-frame.ts';
import type { AnyColumn, ColumnOrName, LastPart } from './typing/argument.ts';
import type {
  AggregateArguments,
  CheckedAggregates,
  CheckedName,
  CheckedNameArguments,
  EventTimeName,
  NameArguments,
  NameLike,
} from './typing/checked-name.ts';
import type { Ref } from './typing/expression-type.ts';
import type {
  AllChecked,
  Checked,
  CheckedCondition,
  CheckedKeys,
  Dropped,
  Joined,
  JoinKeys,
  JoinTypeName,
  NameIn,
  Nullable,
  Renamed,
  Selected,
  SideBySide,
  WithColumn,
  WithColumns,
} from './typing/frame-type.ts';
import type { AggregatedAs } from './typing/grouped-type.ts';

declare const columns: unique symbol;

const WATERMARK_EXAMPLE = "withWatermark('timestamp', '10 minutes')";

type KeyArguments = readonly (undefined | string | readonly string[])[];

/**
 * A table, bounded or not, described by an analysed plan. Methods return new frames and raise AnalysisError at once, as Spark does; nothing is computed before
 * `writeStream…start()`, or an action on a static frame (`collect`, `show`, `count`, `take`, `first`). `S` are the columns as TypeScript knows them.
 */
export class DataFrame<S = Untyped> extends ReshapedFrame<S> {
  declare readonly [columns]: S;

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
    return this.derive(plans.project(this.#exprs(columns), this.plan));
  }

  /** {@link select} with SQL text; say what the columns are as a type argument, or they are untyped. */
  selectExpr<T = Untyped>(...texts: readonly string[]): DataFrame<T> {
    const { columns: context } = this.session;
    return this.derive(
      plans.project(
        texts.map((text) => context.parseExpression(text)),
        this.plan,
      ),
    );
  }

  /** The rows for which the condition, SQL text or a column, is true. */
  filter<const C extends string | AnyColumn>(condition: CheckedCondition<C, S>): DataFrame<S> {
    const { columns: context } = this.session;
    const given: unknown = condition;
    const expr = typeof given === 'string' ? context.parseExpression(given) : this.#expr(given);
    return this.derive(plans.filter(expr, this.plan));
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

  withColumnRenamed<const From extends NameLike<S>, const To extends string>(
    from: From & CheckedName<From, S>,
    to: To,
  ): DataFrame<Renamed<S, { readonly [K in From]: To }>> {
    return this.#project(renameColumns(this.output(), { [from]: to }, this.sameName()));
  }

  /** New names by old name. */
  withColumnsRenamed<const Names extends { readonly [K in NameIn<S>]?: string }>(
    names: Names,
  ): DataFrame<Renamed<S, { readonly [K in keyof Names & string]: Names[K] & string }>> {
    return this.#project(renameColumns(this.output(), { ...names } as Record<string, string>, this.sameName()));
  }

  /** Without the columns of these names; a name that is not there changes nothing. */
  drop<const Names extends string>(...names: readonly (Names | AnyColumn)[]): DataFrame<Dropped<S, Names>> {
    const sameName = this.sameName();
    const isDropped = (attribute: { readonly name: string; readonly exprId: number }): boolean =>
      names.some((given) => {
        if (typeof given === 'string') return sameName(given, attribute.name);
        const expr = this.#expr(given);
        return expr.kind === 'AttributeReference'
          ? expr.exprId === attribute.exprId
          : expr.kind === 'UnresolvedAttribute' && sameName(expr.nameParts.at(-1) ?? '', attribute.name);
      });
    return this.#project(this.output().filter((attribute) => !isDropped(attribute)));
  }

  /** The frame under a name, by which its columns can be addressed: `col('a.user_id')`. */
  alias(name: string): DataFrame<S> {
    return this.derive(plans.subqueryAlias(name, this.plan));
  }

  /**
   * Says which column is event time and how late rows may come; rows later than that are dropped by operators with state.
   *
   * @example
   * clicks.withWatermark('timestamp', '10 minutes')
   */
  withWatermark<const Name extends NameLike<S>>(
    eventTime: Name & EventTimeName<Name, S>,
    delayThreshold: string,
  ): DataFrame<S> {
    requireText('eventTime', eventTime, WATERMARK_EXAMPLE);
    requireText('delayThreshold', delayThreshold, WATERMARK_EXAMPLE);
    const node = plans.eventTimeWatermark({
      eventTime: unresolvedAttribute(...parseAttributeName(eventTime)),
      delayMs: parseDelayMs(delayThreshold),
      delayText: delayThreshold,
      child: this.plan,
    });
    return this.derive(node);
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
  /**
   * Groups by each of several sets of the columns.
   *
   * @example
   * clicks.groupingSets([['country'], ['action'], []], 'country', 'action').count()
   */
  groupingSets<const C extends readonly ColumnOrName[]>(
    sets: readonly (readonly ColumnOrName[])[],
    ...columns: AllChecked<C, S>
  ): GroupedData<S, Nullable<Selected<C, S>>> {
    const exprs = this.#exprs(columns);
    const texts = exprs.map((expr) => JSON.stringify(expr));
    const indexes = sets.map((set) =>
      set.map((column) => {
        const index = texts.indexOf(JSON.stringify(this.#expr(column)));
        if (index >= 0) return index;
        throw new AnalysisError('UNRESOLVED_COLUMN_AMONG_FIELD_NAMES', {
          colName: String(column),
          fieldNames: exprs.map(nameOf).join(', '),
        });
      }),
    );
    return this.#grouped(exprs, indexes);
  }
  /** Aggregates over all rows; also by column: `{ amount: 'max' }`. */
  agg<const C extends AggregateArguments>(...columns: CheckedAggregates<C, S>): DataFrame<AggregatedAs<S, C>> {
    const aggregateExprs = aggregateList(columns, this.session.columns);
    return this.derive(plans.aggregate({ groupingExprs: [], aggregateExprs, child: this.plan }));
  }

  /** The rows without repeats: {@link dropDuplicates} over all columns, as in Spark. `SELECT DISTINCT` of a stream is an aggregate instead. */
  distinct(): DataFrame<S> {
    return this.dropDuplicates();
  }

  /** The first row of each combination of the columns (all of them if none are given). */
  dropDuplicates<const Names extends NameArguments<S>>(...columns: CheckedNameArguments<Names, S>): DataFrame<S> {
    return this.#deduplicate(columns as KeyArguments, false);
  }
  /** {@link dropDuplicates} among rows no further apart than the watermark's delay, so that state is cleared. */
  dropDuplicatesWithinWatermark<const Names extends NameArguments<S>>(
    ...columns: CheckedNameArguments<Names, S>
  ): DataFrame<S> {
    return this.#deduplicate(columns as KeyArguments, true);
  }

  /** The rows of both, columns by position. */
  union<T>(other: DataFrame<T>): DataFrame<keyof S extends keyof T ? SideBySide<S, Pick<T, keyof S>> : Nullable<S>> {
    return this.derive(plans.union([this.plan, other.plan]));
  }
  /** The same as {@link union}. */
  unionAll<T>(other: DataFrame<T>): DataFrame<keyof S extends keyof T ? SideBySide<S, Pick<T, keyof S>> : Nullable<S>> {
    return this.union(other);
  }
  /** The rows of both, columns by name; with `allowMissingColumns` those that one has not are null there. */
  unionByName<T extends { readonly [K in keyof S]: unknown }>(other: DataFrame<T>): DataFrame<SideBySide<S, T>>;
  unionByName<T>(other: DataFrame<T>, allowMissingColumns: true): DataFrame<Nullable<SideBySide<S, T>>>;
  unionByName<T, R>(other: DataFrame<T>, allowMissingColumns = false): DataFrame<R> {
    const sameName = this.sameName();
    if (!allowMissingColumns) {
      columnsNamed(outputOf(other.plan), this.columns, sameName);
      return this.derive(plans.union([this.plan, other.plan], true));
    }
    const [left, right] = [this.output(), outputOf(other.plan)];
    const sides = [
      plans.project(withMissing(left, right, sameName), this.plan),
      plans.project(withMissing(right, left, sameName), other.plan),
    ];
    return this.derive(
      plans.union(
        sides.map((side) => this.#analyze(side)),
        true,
      ),
    );
  }

  /** The rows of this frame that the other has too, each once. */
  intersect<T>(other: DataFrame<T>): DataFrame<S> {
    return this.#setOperation(other.plan, 'leftSemi', 'distinctRows');
  }
  /** {@link intersect} with rows as often as both have them. */
  intersectAll<T>(other: DataFrame<T>): DataFrame<S> {
    return this.#setOperation(other.plan, 'leftSemi', 'allRows');
  }
  /** The rows of this frame that the other has not, each once. */
  subtract<T>(other: DataFrame<T>): DataFrame<S> {
    return this.#setOperation(other.plan, 'leftAnti', 'distinctRows');
  }
  /** The same as {@link subtract}. */
  except<T>(other: DataFrame<T>): DataFrame<S> {
    return this.subtract(other);
  }
  /** {@link subtract}, where each row of the other takes away one. */
  exceptAll<T>(other: DataFrame<T>): DataFrame<S> {
    return this.#setOperation(other.plan, 'leftAnti', 'allRows');
  }

  /**
   * Rows of both that belong together: by names both have, which come out once, or by a condition.
   *
   * @example
   * clicks.alias('c').join(users.alias('u'), col('c.user_id').eq(col('u.id')), 'left')
   */
  join<T>(right: DataFrame<T>): DataFrame<SideBySide<S, T>>;
  join<T, const On extends JoinKeys<S, T>, const How extends JoinTypeName = 'inner'>(
    right: DataFrame<T>,
    on: On & CheckedKeys<On, S, T>,
    how?: How,
  ): DataFrame<Joined<S, T, On, How>>;
  join<T, R>(
    right: DataFrame<T>,
    on?: string | readonly (string | AnyColumn)[] | AnyColumn,
    how = 'inner',
  ): DataFrame<R> {
    const sides = { left: this.plan, right: right.plan, joinType: joinTypeOf(how) };
    const keys = on === undefined ? [] : Array.isArray(on) ? (on as readonly (string | AnyColumn)[]) : [on];
    const names = keys.filter((key) => typeof key === 'string');
    if (names.length > 0 && names.length === keys.length) return this.derive(plans.join({ ...sides, using: names }));
    const [first, ...rest] = this.#exprs(keys);
    if (first === undefined) return this.derive(plans.join(sides));
    const condition = rest.reduce((all, expr) => call('and', [all, expr]), first);
    return this.derive(plans.join({ ...sides, condition }));
  }

  /** Every row with every row. */
  crossJoin<T>(right: DataFrame<T>): DataFrame<SideBySide<S, T>> {
    return this.derive(plans.join({ left: this.plan, right: right.plan, joinType: 'cross' }));
  }

  /** Sorted by the columns; on a stream only after an aggregation in complete mode. */
  orderBy<const C extends readonly ColumnOrName[]>(...columns: AllChecked<C, S>): DataFrame<S> {
    const order = this.#exprs(columns).map((expr) => (expr.kind === 'SortOrder' ? expr : sortOrder(expr)));
    return this.derive(plans.sort(order, this.plan));
  }
  /** The same as {@link orderBy}. */
  sort<const C extends readonly ColumnOrName[]>(...columns: AllChecked<C, S>): DataFrame<S> {
    return this.orderBy<C>(...columns);
  }

  limit(n: number): DataFrame<S> {
    checkLimit(n, 'limit');
    return this.derive(plans.limit(n, this.plan));
  }

  /** Computes aggregates on the side, for `observedMetrics` of the progress; the rows stay as they are. */
  observe<const C extends readonly AnyColumn[]>(name: string, ...metrics: AllChecked<C, S>): DataFrame<S> {
    return this.derive(plans.collectMetrics(name, this.#exprs(metrics), this.plan));
  }

  /** Hands the frame to a function: for steps of one's own in a chain of calls. */
  transform<R>(step: (frame: DataFrame<S>) => R): R {
    return step(this);
  }

  /** Makes the frame readable by `session.sql` and `session.table` under a name. */
  createOrReplaceTempView(name: string): void {
    const parts = parseAttributeName(name);
    if (parts.length > 1) throw new AnalysisError('TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS', { actualName: name });
    this.session.backend.views.createOrReplace(parts[0] ?? name, this.plan);
  }

  /** {@link createOrReplaceTempView} for a name that is not taken. */
  createTempView(name: string): void {
    const taken = this.session.backend.views.list().includes(name.toLowerCase());
    if (taken) throw new AnalysisError('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: `\`${name}\`` });
    this.createOrReplaceTempView(name);
  }

  /** Where the rows go, once; only for static frames. */
  get write(): DataFrameWriter<S> {
    if (this.isStreaming)
      throw new AnalysisError('CALL_ON_STREAMING_DATASET_UNSUPPORTED', {
        methodName: 'write',
        remedy: 'Use writeStream; the trigger availableNow writes what is there and ends.',
      });
    return newDataFrameWriter<S>(this.session, this.plan);
  }

  /** Where the stream's results go; only for streaming frames. */
  get writeStream(): DataStreamWriter<S> {
    if (!this.isStreaming) throw new AnalysisError('WRITE_STREAM_NOT_ALLOWED');
    const session = this.session;
    return newWriter({ session, plan: this.plan, toFrame: (plan) => new DataFrame<S>(session, plan) });
  }

  #grouped<K>(groupingExprs: readonly Expr[], kind: Grouping): GroupedData<S, K> {
    return new GroupedData<S, K>({
      groupingExprs,
      kind,
      child: this.plan,
      columns: this.session.columns,
      frame: <T>(plan: plans.LogicalPlan) => this.derive<T>(plan),
    });
  }

  #deduplicate(given: KeyArguments, withinWatermark: boolean): DataFrame<S> {
    const names = given.flatMap((name) => name ?? []);
    const isGiven = given.some((name) => name !== undefined);
    const keys = isGiven ? columnsNamed(this.output(), names, this.sameName()) : [];
    return this.derive(plans.deduplicate(keys, this.plan, withinWatermark));
  }

  #setOperation<T>(
    right: plans.LogicalPlan,
    joinType: 'leftSemi' | 'leftAnti',
    variant: plans.Join['variant'],
  ): DataFrame<T> {
    return this.derive(plans.join({ left: this.plan, right, joinType, variant, condition: unresolvedStar() }));
  }

  #withColumns<T>(added: ReadonlyMap<string, Expr>): DataFrame<T> {
    return this.#project(withColumns(this.output(), added, this.sameName()));
  }

  #project<T>(list: readonly Expr[]): DataFrame<T> {
    return this.derive(plans.project(list, this.plan));
  }

  protected derive<T>(plan: plans.LogicalPlan): DataFrame<T> {
    return new DataFrame<T>(this.session, this.#analyze(plan));
  }

  #analyze(plan: plans.LogicalPlan): plans.LogicalPlan {
    return this.session.backend.analyze(plan);
  }

  #expr(column: unknown): Expr {
    return columnExpr(column as ColumnOrName, this.session.columns);
  }

  #exprs(columns: readonly unknown[]): readonly Expr[] {
    return columns.map((column) => this.#expr(column));
  }
}

refuseMembers(DataFrame, 'DataFrame', refusedFrameMembers);
