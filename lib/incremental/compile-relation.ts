import { splitConjuncts } from '../analysis/conjuncts.ts';
import { AnalysisError } from '../errors/index.ts';
import { duckDbType } from '../expression/duckdb-printer.ts';
import { type AttributeReference, type Call, type Expr, withoutAlias } from '../expression/expr.ts';
import { lookupFunction } from '../expression/function-registry.ts';
import { exists as existsExpr } from '../expression/traverse.ts';
import { windowColumn, windowSql } from '../expression/window/duckdb-window.ts';
import type {
  Aggregate,
  Expand,
  Filter,
  Generate,
  Join,
  JoinType,
  Limit,
  LogicalPlan,
  PlanKind,
  Project,
} from '../plan/logical-plan.ts';
import { attributeOf, isStreaming, outputOf } from '../plan/output.ts';
import { exists, expressionsOf } from '../plan/traverse.ts';
import { Aggregation } from './aggregation.ts';
import { columnName, columnNames, NO_COLUMNS, quoteIdentifier } from './names.ts';
import { aggregateOperator, partialSelect } from './operators/aggregate-operator.ts';
import { deduplicateOperator } from './operators/deduplicate-operator.ts';
import { eventTimeSql } from './operators/event-time.ts';
import { limitOperator } from './operators/limit-operator.ts';
import { sessionOperator } from './operators/session-operator.ts';
import type { StatefulOperator } from './operators/stateful-operator.ts';
import { streamJoinOperator } from './operators/stream-join-operator.ts';
import type { CompiledRelation, ProgramBuilder } from './program-builder.ts';
import { slots } from './template.ts';
import type { WatermarkFlow } from './watermark-flow.ts';

type NodeOf<K extends PlanKind> = Extract<LogicalPlan, { readonly kind: K }>;
type Handlers = { readonly [K in PlanKind]: (plan: NodeOf<K>, builder: ProgramBuilder) => CompiledRelation };

const NO_WATERMARK: WatermarkFlow = { kind: 'least', children: [] };

const handlers: Handlers = {
  UnresolvedRelation: (plan) => notAnalysed(plan),
  With: (plan, builder) => builder.compile(plan.child),
  Pivot: (plan) => notAnalysed(plan),
  SubqueryAlias: (plan, builder) => builder.compile(plan.child),
  StreamingRelation(plan, builder) {
    const names = plan.output.map((attribute) => attribute.name);
    const { table } = builder.useSource(plan, names);
    return { sql: `SELECT ${renamed(plan.output)} FROM ${slots.table(table)}`, flow: NO_WATERMARK };
  },
  StaticRelation(plan, builder) {
    const { input } = builder.useStatic(plan);
    return { sql: `SELECT ${renamed(plan.output)} FROM ${input}`, flow: NO_WATERMARK };
  },
  LocalRelation(plan, builder) {
    const types = plan.output.map((attribute) => duckDbType(attribute.dataType));
    const row = (values: readonly Expr[]) =>
      values.map((value, i) => `CAST(${builder.print(value)} AS ${types[i]})`).join(', ');
    const nulls = types.map((type, i) => `NULL::${type} AS ${columnName(plan.output[i] as AttributeReference)}`);
    const rows = plan.rows.map((values) => `SELECT ${values.length === 0 ? NO_COLUMNS : row(values)}`);
    const empty = `SELECT ${nulls.length === 0 ? NO_COLUMNS : nulls.join(', ')} WHERE false`;
    return { sql: [empty, ...rows].join(' UNION ALL '), flow: NO_WATERMARK };
  },
  Project(plan, builder) {
    const child = builder.compile(plan.child);
    const output = outputOf(plan);
    if (plan.projectList.some(isWindow)) return over(child, windowedSelect(plan, child.sql, builder));
    const list = plan.projectList.map((expr, i) => named(expr, output[i] as AttributeReference, builder));
    const { rows, order } = inOrderOfArrival(plan, child.sql, builder);
    return over(child, `SELECT ${list.length === 0 ? NO_COLUMNS : list.join(', ')} FROM (${rows})${order}`);
  },
  Filter(plan, builder) {
    const child = builder.compile(plan.child);
    const { rows, order } = inOrderOfArrival(plan, child.sql, builder);
    const columns = order === '' ? '*' : columnNames(outputOf(plan));
    return over(child, `SELECT ${columns} FROM (${rows}) WHERE ${builder.print(plan.condition)}${order}`);
  },
  Aggregate: compileAggregate,
  Expand: compileExpand,
  Generate: compileGenerate,
  Join: compileJoin,
  Union(plan, builder) {
    const children = plan.children.map((child) => ({ ...builder.compile(child), output: outputOf(child) }));
    const selects = children.map(({ sql, output }) => {
      const list = plan.output.map((to, i) => `${columnName(output[i] as AttributeReference)} AS ${columnName(to)}`);
      return `SELECT ${list.length === 0 ? NO_COLUMNS : list.join(', ')} FROM (${sql})`;
    });
    return { sql: selects.join(' UNION ALL '), flow: { kind: 'least', children: children.map((c) => c.flow) } };
  },
  EventTimeWatermark(plan, builder) {
    const operatorsBefore = builder.operators.length;
    const child = builder.compile(plan.child);
    if (!isStreaming(plan.child)) return child;
    const isStateless = builder.operators.length === operatorsBefore;
    const rows = builder.readRows.get(plan);
    const read = rows === undefined ? child.sql : `SELECT * FROM (${child.sql}) LIMIT ${rows}`;
    builder.observeEventTime(plan, {
      relation: `SELECT ${eventTimeSql(plan.eventTime as AttributeReference)} AS event_time FROM (${read})`,
      sources: isStateless ? builder.sourcesOf(plan.child) : [],
    });
    return { sql: child.sql, flow: { kind: 'watermark' } };
  },
  Deduplicate(plan, builder) {
    if (!isStreaming(plan)) {
      const child = builder.compile(plan.child);
      return over(
        child,
        `SELECT DISTINCT ON (${plan.keys.map((k) => builder.print(k)).join(', ')}) * FROM (${child.sql})`,
      );
    }
    return stateful(builder, plan.child, (operatorId, child) => deduplicateOperator({ operatorId, plan, child }));
  },
  Distinct(plan, builder) {
    const child = builder.compile(plan.child);
    return over(child, `SELECT DISTINCT * FROM (${child.sql})`);
  },
  Sort(plan, builder) {
    const child = builder.compile(plan.child);
    return over(child, `SELECT * FROM (${child.sql}) ORDER BY ${plan.order.map((o) => builder.print(o)).join(', ')}`);
  },
  Limit(plan, builder) {
    limitObserved(plan, builder);
    if (isStreaming(plan) && (builder.outputMode === 'append' || !exists(plan.child, isStreamingAggregate)))
      return stateful(builder, plan.child, (operatorId, child) => limitOperator({ operatorId, plan, child }));
    const child = builder.compile(plan.child);
    const limit = plan.limit === undefined ? '' : ` LIMIT ${plan.limit}`;
    return over(child, `SELECT * FROM (${child.sql})${limit}${plan.offset > 0 ? ` OFFSET ${plan.offset}` : ''}`);
  },
  CollectMetrics(plan, builder) {
    const child = builder.compile(plan.child);
    const metrics: Aggregate = {
      kind: 'Aggregate',
      groupingExprs: [],
      aggregateExprs: plan.metrics,
      groupingSets: undefined,
      child: plan.child,
    };
    builder.observed.push(observedQuery(plan.name, metrics, child.sql, builder));
    return child;
  },
};

const isWindow = (expr: Expr): boolean => expr.kind === 'Alias' && expr.child.kind === 'WindowExpr';

/** Window functions first, as columns of their own, then what is made of them row by row. */
function windowedSelect({ projectList }: Project, child: string, builder: ProgramBuilder): string {
  const columns: string[] = [];
  const list = projectList.map((expr) => {
    const name = columnName(attributeOf(expr) as AttributeReference);
    if (expr.kind !== 'Alias' || expr.child.kind !== 'WindowExpr') return `${builder.print(expr)} AS ${name}`;
    const { column, value } = windowSql(expr.child, (part) => builder.print(part), builder.context);
    const computed = windowColumn(columns.length);
    columns.push(`${column} AS ${computed}`);
    return `${value(computed)} AS ${name}`;
  });
  return `SELECT ${list.join(', ')} FROM (SELECT *, ${columns.join(', ')} FROM (${child}))`;
}

/** A LIMIT reads no further than its number of rows: later ones move no watermark. */
function limitObserved({ child, limit, offset }: Limit, builder: ProgramBuilder): void {
  let below = child;
  while (below.kind === 'Project' || below.kind === 'SubqueryAlias') below = below.child;
  if (below.kind === 'EventTimeWatermark' && limit !== undefined) builder.readRows.set(below, limit + offset);
}

/** Compiles one node and all below it. */
export function compileRelation(plan: LogicalPlan, builder: ProgramBuilder): CompiledRelation {
  const handler = handlers[plan.kind] as (plan: LogicalPlan, builder: ProgramBuilder) => CompiledRelation;
  return handler(plan, builder);
}

function notAnalysed(plan: LogicalPlan): never {
  throw new AnalysisError('INTERNAL_ERROR', {
    message: `A plan with ${plan.kind} was not analysed before it was compiled.`,
  });
}

const isStreamingAggregate = (plan: LogicalPlan): boolean => plan.kind === 'Aggregate' && isStreaming(plan);

const over = (child: CompiledRelation, sql: string): CompiledRelation => ({ sql, flow: child.flow });

const renamed = (output: readonly AttributeReference[]): string =>
  output.length === 0 ? NO_COLUMNS : output.map((a) => `${quoteIdentifier(a.name)} AS ${columnName(a)}`).join(', ');

const named = (expr: Expr, attribute: AttributeReference, builder: ProgramBuilder): string =>
  `${builder.print(withoutAlias(expr))} AS ${columnName(attribute)}`;

/** Compiles the child of a stateful operator and registers the operator. */
function stateful(
  builder: ProgramBuilder,
  childPlan: LogicalPlan,
  create: (operatorId: number, child: string, watermarked: boolean) => StatefulOperator,
  ordered = true,
): CompiledRelation {
  const operatorId = builder.nextOperatorId();
  const child = builder.inOrder(ordered, () => builder.compile(childPlan));
  const operator = create(
    operatorId,
    child.sql,
    exists(childPlan, (node) => node.kind === 'EventTimeWatermark'),
  );
  builder.operators.push(operator);
  return { sql: operator.output, flow: { kind: 'operator', operatorId, child: child.flow, stateWatermarks: [] } };
}

function compileAggregate(plan: Aggregate, builder: ProgramBuilder): CompiledRelation {
  const aggregation = new Aggregation(plan, builder.context);
  if (!isStreaming(plan)) {
    const child = builder.compile(plan.child);
    return over(child, batchAggregate(aggregation, child.sql));
  }
  const { outputMode } = builder;
  const operator = aggregation.hasSessionKey ? sessionOperator : aggregateOperator;
  return stateful(
    builder,
    plan.child,
    (operatorId, child, watermarked) => operator({ operatorId, aggregation, child, outputMode, watermarked }),
    plan.aggregateExprs.some((expr) => existsExpr(expr, dependsOnOrder)),
  );
}

const ORDER_FREE: ReadonlySet<string> = new Set(
  'count count_if sum try_sum avg mean try_avg min max bool_and bool_or every any some bit_and bit_or bit_xor approx_count_distinct'.split(
    ' ',
  ),
);
const dependsOnOrder = (expr: Expr): boolean =>
  expr.kind === 'Call' && lookupFunction(expr.name)?.kind === 'aggregate' && !ORDER_FREE.has(expr.name);

const batchAggregate = (aggregation: Aggregation, child: string): string =>
  `SELECT ${aggregation.results.join(', ')} FROM (${partialSelect(aggregation, child)})`;

function observedQuery(name: string, metrics: Aggregate, child: string, builder: ProgramBuilder) {
  const aggregation = new Aggregation(metrics, builder.context);
  const output = outputOf(metrics);
  const fields = output.map((a) => ({ name: a.name, dataType: a.dataType, nullable: a.nullable }));
  return { name, query: batchAggregate(aggregation, child), schema: { kind: 'struct' as const, fields } };
}

/**
 * One pass over the child: columns that are the same in all projections are printed once, the others chosen by the projection's number. The rows of
 * one input row stay together, as the order of arrival counts for some aggregates; a join with the numbers would not keep it.
 */
function compileExpand(plan: Expand, builder: ProgramBuilder): CompiledRelation {
  const child = builder.compile(plan.child);
  const columns = plan.output.map((attribute, column) => {
    const values = plan.projections.map((projection) => projection[column] as Expr).map((expr) => builder.print(expr));
    const [first] = values;
    const cases = values.map((value, i) => `WHEN ${i} THEN ${value}`).join(' ');
    const type = duckDbType(attribute.dataType);
    const value = values.every((v) => v === first) ? first : `CAST(CASE __projection ${cases} END AS ${type})`;
    return `${value} AS ${columnName(attribute)}`;
  });
  const count = plan.projections.length;
  return over(
    child,
    `SELECT ${columns.length === 0 ? NO_COLUMNS : columns.join(', ')} FROM (SELECT *, unnest(range(${count})) AS __projection FROM (${child.sql}))`,
  );
}

function compileGenerate(plan: Generate, builder: ProgramBuilder): CompiledRelation {
  const child = builder.compile(plan.child);
  const record = plan.generator.kind === 'Call' ? lookupFunction(plan.generator.name) : undefined;
  if (plan.generator.kind !== 'Call' || record?.kind !== 'generator') return notAnalysed(plan);
  const args = plan.generator.args.map((arg) => builder.print(arg));
  const list = record.duckdb(args, plan.generator, builder.context);
  const rows = plan.outer ? `CASE WHEN len(${list}) > 0 THEN ${list} ELSE [NULL] END` : list;
  const childColumns = outputOf(plan.child).map(columnName);
  const generated = plan.output.map(
    (attribute, i) => `struct_extract(__generated, 'c${i}') AS ${columnName(attribute)}`,
  );
  const inner = [...childColumns, `unnest(${rows}) AS __generated`].join(', ');
  return over(child, `SELECT ${[...childColumns, ...generated].join(', ')} FROM (SELECT ${inner} FROM (${child.sql}))`);
}

const JOIN_SQL: Record<JoinType, string> = {
  inner: 'JOIN',
  cross: 'JOIN',
  leftOuter: 'LEFT JOIN',
  rightOuter: 'RIGHT JOIN',
  fullOuter: 'FULL JOIN',
  leftSemi: 'SEMI JOIN',
  leftAnti: 'ANTI JOIN',
};

function compileJoin(plan: Join, builder: ProgramBuilder): CompiledRelation {
  if (isStreaming(plan.left) && isStreaming(plan.right)) return compileStreamJoin(plan, builder);
  const left = builder.compile(plan.left);
  const right = builder.compile(plan.right);
  const flow: WatermarkFlow = { kind: 'least', children: [left.flow, right.flow] };
  const condition = plan.condition === undefined ? 'true' : builder.print(plan.condition);
  if (plan.variant === 'allRows') return { sql: allRowsSql(plan, left.sql, right.sql), flow };
  if (plan.variant === 'notIn') {
    const rejected = `SELECT 1 FROM (${right.sql}) WHERE (${condition}) IS NOT FALSE`;
    return { sql: `SELECT * FROM (${left.sql}) WHERE NOT EXISTS (${rejected})`, flow };
  }
  const [leftSql, rightSql] = [positioned(plan.left, left.sql, builder), positioned(plan.right, right.sql, builder)];
  const lateral = plan.variant === 'lateral' ? 'LATERAL ' : '';
  const joined = `(${leftSql}) ${JOIN_SQL[plan.joinType]} ${lateral}(${rightSql}) ON ${condition}`;
  const order = [leftSql, rightSql].some((sql, i) => sql !== [left.sql, right.sql][i]) ? ' ORDER BY __position' : '';
  return { sql: `SELECT ${columnNames(outputOf(plan))} FROM ${joined}${order}`, flow };
}

/** EXCEPT ALL and INTERSECT ALL of tables. */
function allRowsSql(plan: Join, left: string, right: string): string {
  const pairs = plan.condition === undefined ? [] : splitConjuncts(plan.condition);
  const side = (index: number): string =>
    pairs.map((pair) => columnName((pair as Call).args[index] as AttributeReference)).join(', ');
  const operator = plan.joinType === 'leftAnti' ? 'EXCEPT ALL' : 'INTERSECT ALL';
  return `SELECT ${columnNames(outputOf(plan))} FROM (SELECT ${side(0)} FROM (${left}) ${operator} SELECT ${side(1)} FROM (${right}))`;
}

/** A subquery in an expression is a join to DuckDB. */
function inOrderOfArrival(
  plan: Project | Filter,
  sql: string,
  builder: ProgramBuilder,
): { readonly rows: string; readonly order: string } {
  const hasSubquery = expressionsOf(plan).some((expr) => existsExpr(expr, (part) => part.kind === 'SubqueryExpr'));
  const rows = hasSubquery ? positioned(plan.child, sql, builder) : sql;
  return { rows, order: rows === sql ? '' : ' ORDER BY __position' };
}

/** DuckDB joins in any order; where the order of arrival counts above, the rows of the stream are numbered before. */
function positioned(plan: LogicalPlan, sql: string, builder: ProgramBuilder): string {
  return builder.keepsOrder && isStreaming(plan) ? `SELECT *, row_number() OVER () AS __position FROM (${sql})` : sql;
}

function compileStreamJoin(plan: Join, builder: ProgramBuilder): CompiledRelation {
  const operatorId = builder.nextOperatorId();
  const left = builder.compile(plan.left);
  const right = builder.compile(plan.right);
  const { operator, stateWatermarks } = streamJoinOperator({
    operatorId,
    plan,
    left: left.sql,
    right: right.sql,
    context: builder.context,
  });
  builder.operators.push(operator);
  const child: WatermarkFlow = { kind: 'least', children: [left.flow, right.flow] };
  return { sql: operator.output, flow: { kind: 'operator', operatorId, child, stateWatermarks } };
}
