import type { AttributeReference, Expr } from '../expression/expr.ts';
import type { StructType } from '../types/data-type.ts';

/**
 * Logical plan nodes: frozen plain objects told apart by `kind`. A plan is data: it holds no client, socket or closure, and
 * survives JSON. The parser and the API build nodes with unresolved expressions; `analysis` returns the same nodes resolved.
 */
export type LogicalPlan =
  | UnresolvedRelation
  | StreamingRelation
  | StaticRelation
  | LocalRelation
  | SubqueryAlias
  | With
  | Project
  | Filter
  | Aggregate
  | Pivot
  | Expand
  | Generate
  | Join
  | Union
  | EventTimeWatermark
  | Deduplicate
  | Distinct
  | Sort
  | Limit
  | CollectMetrics;

export type PlanKind = LogicalPlan['kind'];

/** A table or view by name; replaced by the resolver with what the session knows under that name. */
export interface UnresolvedRelation {
  readonly kind: 'UnresolvedRelation';
  readonly nameParts: readonly string[];
}

/** An unbounded source. Two relations with one `sourceName` read the same data twice, as in Spark. */
export interface StreamingRelation {
  readonly kind: 'StreamingRelation';
  /** Unique in the session, stable over clones of the relation. */
  readonly sourceId: number;
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly schema: StructType;
  readonly output: readonly AttributeReference[];
}

/** A table that does not change while a batch runs: files by format and options, read again in each batch. */
export interface StaticRelation {
  readonly kind: 'StaticRelation';
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly schema: StructType;
  readonly output: readonly AttributeReference[];
}

/** Rows in the plan itself; each value is an expression (`VALUES (1, 'a')`), or a literal of `createDataFrame`. */
export interface LocalRelation {
  readonly kind: 'LocalRelation';
  readonly rows: readonly (readonly Expr[])[];
  readonly output: readonly AttributeReference[];
}

export interface SubqueryAlias {
  readonly kind: 'SubqueryAlias';
  readonly name: string;
  /** New names of the columns, `AS t(a, b)`; empty: unchanged. */
  readonly columnNames: readonly string[];
  /** In a stream, for a use of a common table expression: its definition's number, in the order of the definitions. */
  readonly cte?: number;
  readonly child: LogicalPlan;
}

/** Common table expressions. Analysis puts them where they are used; of those of a stream it leaves the place, as `ctes: []`, for the checks of what runs as a stream. */
export interface With {
  readonly kind: 'With';
  readonly ctes: readonly {
    readonly name: string;
    readonly columnNames: readonly string[];
    readonly plan: LogicalPlan;
  }[];
  readonly child: LogicalPlan;
}

export interface Project {
  readonly kind: 'Project';
  readonly projectList: readonly Expr[];
  readonly child: LogicalPlan;
}

export interface Filter {
  readonly kind: 'Filter';
  readonly condition: Expr;
  readonly child: LogicalPlan;
  /** True for HAVING over an unresolved Aggregate: its aggregates may be new ones. */
  readonly having: boolean;
  /** QUALIFY, until analysis: the condition may hold window functions. */
  readonly qualify?: true;
}

/**
 * `groupingExprs` may hold ordinals and aliases of the select list before analysis; afterwards `aggregateExprs` are aliases and attributes whose
 * leaves are grouping expressions or aggregate calls. `groupingSets` holds indexes into `groupingExprs`, or undefined for a plain GROUP BY.
 */
export interface Aggregate {
  readonly kind: 'Aggregate';
  readonly groupingExprs: readonly Expr[];
  readonly aggregateExprs: readonly Expr[];
  readonly groupingSets: readonly (readonly number[])[] | undefined;
  readonly child: LogicalPlan;
}

/** PIVOT; analysis makes aggregates of it. */
export interface Pivot {
  readonly kind: 'Pivot';
  /** What groups are made by; undefined: the columns that nothing else here reads, as in SQL. */
  readonly groupingExprs: readonly Expr[] | undefined;
  readonly aggregates: readonly Expr[];
  /** The columns whose values choose. */
  readonly columns: readonly Expr[];
  readonly values: readonly { readonly values: readonly Expr[]; readonly name: string }[];
  readonly child: LogicalPlan;
}

/** Each input row once per projection: sliding windows, rollup, cube. Made by analysis. */
export interface Expand {
  readonly kind: 'Expand';
  readonly projections: readonly (readonly Expr[])[];
  readonly output: readonly AttributeReference[];
  readonly child: LogicalPlan;
}

/** `LATERAL VIEW [OUTER] explode(a) t AS x`, and explode in a select list. */
export interface Generate {
  readonly kind: 'Generate';
  readonly generator: Expr;
  readonly outer: boolean;
  /** The table alias of the lateral view. */
  readonly qualifier: string | undefined;
  /** Column names as written; after analysis `output` holds the attributes. */
  readonly columnNames: readonly string[];
  readonly output: readonly AttributeReference[];
  readonly child: LogicalPlan;
}

export type JoinType = 'inner' | 'cross' | 'leftOuter' | 'rightOuter' | 'fullOuter' | 'leftSemi' | 'leftAnti';

export interface Join {
  readonly kind: 'Join';
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly joinType: JoinType;
  readonly condition: Expr | undefined;
  /** `USING (a, b)` or NATURAL (all common names: `natural`); resolved into condition and a projection. */
  readonly using: readonly string[];
  readonly natural: boolean;
  /**
   * `notIn`: an anti join whose condition may be unknown: a null on either side rejects the row, as `NOT IN` does. Made by the optimizer out of
   * subqueries.
   * `distinctRows` and `allRows`: EXCEPT [ALL] as an anti join, INTERSECT [ALL] as a semi join. `lateral`: the right side reads columns of the left.
   */
  readonly variant: 'notIn' | 'distinctRows' | 'allRows' | 'lateral' | undefined;
}

/** UNION ALL by position; `UNION` is a Distinct over it. After analysis the children's types agree. `output` is given by analysis. */
export interface Union {
  readonly kind: 'Union';
  readonly children: readonly LogicalPlan[];
  readonly byName: boolean;
  readonly output: readonly AttributeReference[];
}

/** `withWatermark(eventTime, delay)`. */
export interface EventTimeWatermark {
  readonly kind: 'EventTimeWatermark';
  readonly eventTime: Expr;
  /** Milliseconds, a month counted as 31 days; `delayText` is what the user wrote. */
  readonly delayMs: number;
  readonly delayText: string;
  /** Given by analysis. Where a plan is used twice, as in a self-join, both uses move one mark. */
  readonly nodeId: number | undefined;
  readonly child: LogicalPlan;
}

/** `dropDuplicates` and `dropDuplicatesWithinWatermark`; no keys: all columns. */
export interface Deduplicate {
  readonly kind: 'Deduplicate';
  readonly keys: readonly Expr[];
  readonly withinWatermark: boolean;
  readonly child: LogicalPlan;
}

/** `SELECT DISTINCT`: on a stream an aggregate over all columns. */
export interface Distinct {
  readonly kind: 'Distinct';
  readonly child: LogicalPlan;
}

export interface Sort {
  readonly kind: 'Sort';
  readonly order: readonly Expr[];
  readonly child: LogicalPlan;
}

export interface Limit {
  readonly kind: 'Limit';
  readonly limit: number | undefined;
  readonly offset: number;
  /** Numbers given by expressions, until analysis. */
  readonly counts?: readonly LimitCount[];
  readonly child: LogicalPlan;
}

export interface LimitCount {
  readonly clause: 'limit' | 'offset';
  readonly expr: Expr;
}

/** `df.observe(name, …aggregates)`: the values go into `observedMetrics` of the progress. */
export interface CollectMetrics {
  readonly kind: 'CollectMetrics';
  readonly name: string;
  readonly metrics: readonly Expr[];
  readonly child: LogicalPlan;
}

type Props<N extends LogicalPlan, Defaults extends keyof N = never> = Omit<N, 'kind' | Defaults> &
  Partial<Pick<N, Defaults>>;

const node = <N extends LogicalPlan>(plan: N): N => Object.freeze(plan);

export const unresolvedRelation = (...nameParts: readonly string[]): UnresolvedRelation =>
  node({ kind: 'UnresolvedRelation', nameParts });
export const streamingRelation = (props: Props<StreamingRelation>): StreamingRelation =>
  node({ ...props, kind: 'StreamingRelation' });
export const staticRelation = (props: Props<StaticRelation>): StaticRelation =>
  node({ ...props, kind: 'StaticRelation' });
export const localRelation = (rows: LocalRelation['rows'], output: LocalRelation['output']): LocalRelation =>
  node({ kind: 'LocalRelation', rows, output });
export const subqueryAlias = (
  name: string,
  child: LogicalPlan,
  columnNames: readonly string[] = [],
  cte?: number,
): SubqueryAlias => node({ kind: 'SubqueryAlias', name, columnNames, ...(cte === undefined ? {} : { cte }), child });
export const withCtes = (ctes: With['ctes'], child: LogicalPlan): With => node({ kind: 'With', ctes, child });
export const project = (projectList: readonly Expr[], child: LogicalPlan): Project =>
  node({ kind: 'Project', projectList, child });
export const filter = (condition: Expr, child: LogicalPlan, having = false): Filter =>
  node({ kind: 'Filter', condition, child, having });
/** QUALIFY over a select list. */
export const qualify = (condition: Expr, child: LogicalPlan): Filter =>
  node({ kind: 'Filter', condition, child, having: false, qualify: true });
export const aggregate = (props: Props<Aggregate, 'groupingSets'>): Aggregate =>
  node({ groupingSets: undefined, ...props, kind: 'Aggregate' });
export const pivot = (props: Props<Pivot, 'groupingExprs'>): Pivot =>
  node({ groupingExprs: undefined, ...props, kind: 'Pivot' });
export const expand = (props: Props<Expand>): Expand => node({ ...props, kind: 'Expand' });
export const generate = (props: Props<Generate, 'output' | 'outer' | 'qualifier' | 'columnNames'>): Generate =>
  node({ output: [], outer: false, qualifier: undefined, columnNames: [], ...props, kind: 'Generate' });
export const join = (props: Props<Join, 'condition' | 'using' | 'natural' | 'variant'>): Join =>
  node({ condition: undefined, using: [], natural: false, variant: undefined, ...props, kind: 'Join' });
export const union = (children: readonly LogicalPlan[], byName = false, output: Union['output'] = []): Union =>
  node({ kind: 'Union', children, byName, output });
export const eventTimeWatermark = (props: Props<EventTimeWatermark, 'nodeId'>): EventTimeWatermark =>
  node({ nodeId: undefined, ...props, kind: 'EventTimeWatermark' });
export const deduplicate = (keys: readonly Expr[], child: LogicalPlan, withinWatermark = false): Deduplicate =>
  node({ kind: 'Deduplicate', keys, withinWatermark, child });
export const distinct = (child: LogicalPlan): Distinct => node({ kind: 'Distinct', child });
export const sort = (order: readonly Expr[], child: LogicalPlan): Sort => node({ kind: 'Sort', order, child });
export const limit = (n: number | undefined, child: LogicalPlan, offset = 0): Limit =>
  node({ kind: 'Limit', limit: n, offset, child });
/** LIMIT and OFFSET by expressions. */
export const limitBy = (counts: readonly LimitCount[], child: LogicalPlan): Limit =>
  node({ kind: 'Limit', limit: undefined, offset: 0, counts, child });
export const collectMetrics = (name: string, metrics: readonly Expr[], child: LogicalPlan): CollectMetrics =>
  node({ kind: 'CollectMetrics', name, metrics, child });
