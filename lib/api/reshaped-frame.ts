import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, alias, call, type Expr, unresolvedStar } from '../expression/expr.ts';
import * as plans from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { StructType } from '../types/data-type.ts';
import type { SchemaInput, SchemaOf, Untyped } from '../types/infer.ts';
import type { DataFrame } from './data-frame.ts';
import { type SameName, sameNameBy } from './frame-columns.ts';
import { conformTo } from './frame-conform.ts';
import { checkLimit, FrameRows } from './frame-rows.ts';
import { sampleCondition } from './frame-sample.ts';
import { DESCRIBED, SUMMARISED, summarised, summaryPlan } from './frame-summary.ts';
import { unpivotPlan } from './frame-unpivot.ts';
import { columnExpr } from './functions/call-function.ts';
import { DataFrameNaFunctions } from './na-functions.ts';
import { toStructType } from './schema-input.ts';
import type { ColumnOrName } from './typing/argument.ts';
import type { NameIn } from './typing/frame-type.ts';
import type { Summary, Unpivoted } from './typing/reshaped-type.ts';

/** Methods of frames that put rows and columns into another form. */
export abstract class ReshapedFrame<S> extends FrameRows<S> {
  protected abstract derive<T>(plan: plans.LogicalPlan): DataFrame<T>;

  /** Rows and columns with nulls. */
  get na(): DataFrameNaFunctions<S> {
    return new DataFrameNaFunctions<S>({
      plan: this.plan,
      output: this.output(),
      sameName: this.sameName(),
      frame: <T>(plan: plans.LogicalPlan) => this.derive<T>(plan),
    });
  }
  /** The same as `na.fill`. */
  get fillna(): DataFrameNaFunctions<S>['fill'] {
    const { na } = this;
    return na.fill.bind(na) as DataFrameNaFunctions<S>['fill'];
  }
  /** The same as `na.drop`. */
  get dropna(): DataFrameNaFunctions<S>['drop'] {
    const { na } = this;
    return na.drop.bind(na) as DataFrameNaFunctions<S>['drop'];
  }
  /** The same as `na.replace`. */
  get replace(): DataFrameNaFunctions<S>['replace'] {
    const { na } = this;
    return na.replace.bind(na) as DataFrameNaFunctions<S>['replace'];
  }

  /** Without the first `n` rows; not on streams. */
  offset(n: number): DataFrame<S> {
    checkLimit(n, 'offset');
    return this.derive(plans.limit(undefined, this.plan, n));
  }

  /**
   * Columns as rows: each row once per value column, with the name of the column and its value.
   *
   * @example
   * readings.unpivot('sensor', ['min', 'max'], 'statistic', 'value')
   */
  unpivot<
    const I extends NameIn<S>,
    const Variable extends string,
    const Value extends string,
    const V extends NameIn<S> = Exclude<NameIn<S>, I>,
  >(
    ids: I | readonly I[],
    values: readonly V[] | null,
    variableColumnName: Variable,
    valueColumnName: Value,
  ): DataFrame<Unpivoted<S, I, V, Variable, Value>>;
  unpivot<T = Untyped>(
    ids: ColumnOrName | readonly ColumnOrName[],
    values: readonly ColumnOrName[] | null,
    variableColumnName: string,
    valueColumnName: string,
  ): DataFrame<T>;
  unpivot<T>(
    ids: ColumnOrName | readonly ColumnOrName[],
    values: readonly ColumnOrName[] | null,
    variableName: string,
    valueName: string,
  ): DataFrame<T> {
    const { backend, conf } = this.session;
    const exprs = (columns: readonly ColumnOrName[]): Expr[] =>
      columns.map((column) => columnExpr(column, this.session.columns));
    const plan = unpivotPlan(
      {
        child: this.plan,
        ids: exprs((Array.isArray(ids) ? ids : [ids]) as readonly ColumnOrName[]),
        values: values === null || values === undefined ? undefined : exprs(values),
        variableName,
        valueName,
      },
      {
        evaluation: {
          ansi: conf.isEnabled('spark.sql.ansi.enabled'),
          timeZone: conf.get('spark.sql.session.timeZone'),
        },
        nextId: () => backend.nextId(),
        analyze: (node) => backend.analyze(node),
      },
    );
    return this.derive<T>(plan);
  }

  /** The columns of a schema, by name, in its order and types; columns that may be null may be missing. */
  to<const I extends SchemaInput>(schema: I): DataFrame<SchemaOf<I>>;
  to(schema: StructType): DataFrame<Untyped>;
  to<T>(schema: SchemaInput | StructType): DataFrame<T> {
    return this.derive(plans.project(conformTo(this.output(), toStructType(schema), this.sameName()), this.plan));
  }

  /** All columns under new names, in order. */
  toDF<T = Untyped>(...names: readonly string[]): DataFrame<T> {
    const output = this.output();
    if (names.length !== output.length)
      throw new AnalysisError('ASSIGNMENT_ARITY_MISMATCH', { numTarget: names.length, numExpr: output.length });
    return this.derive(
      plans.project(
        output.map((column, i) => alias(column, names[i] ?? column.name)),
        this.plan,
      ),
    );
  }

  /** Each row as JSON text, in the column `value`. */
  toJSON(): DataFrame<{ readonly value: 'string' }> {
    const row = call('struct', [unresolvedStar()]);
    return this.derive(plans.project([alias(call('to_json', [row]), 'value')], this.plan));
  }

  /** Number, mean, deviation, least and greatest of columns of numbers and texts, all of them if none are given: a row each, as text. */
  describe<const N extends NameIn<S> = NameIn<S>>(...names: readonly N[]): DataFrame<Summary<S, N>> {
    const chosen = names.length === 0 ? this.plan : this.#chosen(names);
    return this.#summary(chosen, DESCRIBED);
  }
  /** {@link describe} with quartiles, or with the statistics named: count, count_distinct, approx_count_distinct, mean, stddev, min, max, `75%`. */
  summary(...statistics: readonly string[]): DataFrame<Summary<S, NameIn<S>>> {
    return this.#summary(this.plan, statistics.length === 0 ? SUMMARISED : statistics);
  }

  /** About this share of the rows, from 0 to 1; the same ones for the same seed. Not on streams. */
  sample(fraction: number, seed: number = Math.floor(Math.random() * 2 ** 31)): DataFrame<S> {
    const condition = sampleCondition(this.output(), fraction, seed, this.isStreaming);
    return this.derive(plans.filter(condition, this.plan));
  }

  /** Changes nothing: DuckDB plans by itself. */
  hint(_name: string, ..._parameters: readonly unknown[]): DataFrame<S> {
    return this.derive(this.plan);
  }
  /** Changes nothing: there are no partitions; a batch is written as one file for each value of `partitionBy`. */
  repartition(...partitioning: readonly [number | ColumnOrName, ...ColumnOrName[]]): DataFrame<S> {
    const [first, ...rest] = partitioning;
    if (typeof first === 'number') checkPartitions(first);
    const columns = typeof first === 'number' ? rest : [first, ...rest];
    this.session.backend.analyze(
      plans.project(
        columns.map((column) => columnExpr(column, this.session.columns)),
        this.plan,
      ),
    );
    return this.derive(this.plan);
  }
  /** The same as {@link repartition}. */
  coalesce(numPartitions: number): DataFrame<S> {
    checkPartitions(numPartitions);
    return this.derive(this.plan);
  }
  /** Changes nothing: tables are read again by each action, and a batch of `foreachBatch` is computed once anyway. Not on streams. */
  cache(): DataFrame<S> {
    this.checkForBatch();
    return this.derive(this.plan);
  }
  /** The same as {@link cache}. */
  persist(_storageLevel?: unknown): DataFrame<S> {
    return this.cache();
  }
  /** The same as {@link cache}. */
  unpersist(_blocking = false): DataFrame<S> {
    return this.cache();
  }

  protected output(): readonly AttributeReference[] {
    return outputOf(this.plan);
  }

  protected sameName(): SameName {
    return sameNameBy(this.session.conf.isEnabled('spark.sql.caseSensitive'));
  }

  #chosen(names: readonly string[]): plans.LogicalPlan {
    const columns = names.map((name) => columnExpr(name, this.session.columns));
    return this.session.backend.analyze(plans.project(columns, this.plan));
  }

  #summary<T>(child: plans.LogicalPlan, statistics: readonly string[]): DataFrame<T> {
    const { backend } = this.session;
    const columns = summarised(outputOf(child));
    return this.derive(
      summaryPlan({
        ...{ child, columns, statistics },
        nextId: () => backend.nextId(),
        analyze: (plan) => backend.analyze(plan),
      }),
    );
  }
}

function checkPartitions(numPartitions: number): void {
  if (!(numPartitions > 0)) throw new AnalysisError('INVALID_NUM_PARTITIONS', { numPartitions });
}
