import type { Expr } from '../expression/expr.ts';
import { JOIN_HOW } from '../plan/join-how.ts';
import type { LogicalPlan, PlanKind } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { ColumnNames } from './column-names.ts';
import { expandText } from './expand-text.ts';
import { expressionText } from './expression-text.ts';
import { generateText } from './generate-text.ts';
import { notPrintable } from './not-printable.ts';
import { pythonText, pythonTexts } from './python-text.ts';
import { localRows, staticSource, streamSource } from './source-text.ts';
import { subqueryText } from './subquery-text.ts';

type NodeOf<K extends PlanKind> = Extract<LogicalPlan, { readonly kind: K }>;
type Printers = { readonly [K in PlanKind]: (plan: NodeOf<K>, printer: FramePrinter) => string };

/**
 * Prints a plan as Python statements. Law: the frame of a node has the columns of the node's output, in order, under the names of {@link ColumnNames}; so no name is
 * ever ambiguous.
 */
export class FramePrinter {
  readonly #names: ColumnNames;
  readonly #lines: string[] = [];
  /** Variables of relations and watermarks by what they are: used twice, they are one in Spark too. */
  readonly #shared = new Map<string, { readonly variable: string; readonly plan: LogicalPlan }>();
  readonly #views = new Map<LogicalPlan, string>();
  #frames = 0;

  constructor(names: ColumnNames) {
    this.#names = names;
  }

  /** The statements so far. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Statements that make the frame of a plan; gives the variable that holds it. */
  frame(plan: LogicalPlan): string {
    if (plan.kind === 'SubqueryAlias') return this.frame(plan.child);
    if (plan.kind === 'StreamingRelation' || plan.kind === 'EventTimeWatermark') return this.#sharedFrame(plan);
    return this.assign(this.#text(plan));
  }

  /** A statement that holds a value under a new name. */
  assign(value: string): string {
    this.#frames += 1;
    const variable = `f${this.#frames}`;
    this.#lines.push(...statement(variable, value));
    return variable;
  }

  /** The name of a column as it stands in the script. */
  name(attribute: Parameters<ColumnNames>[0]): string {
    return this.#names(attribute);
  }

  /** The names of a plan's columns, in order. */
  columnsOf(plan: LogicalPlan): readonly string[] {
    return outputOf(plan).map((attribute) => this.#names(attribute));
  }

  /** A call that gives columns the names that a plan's have in the script; nothing where they have them. */
  renamed(plan: LogicalPlan, given: readonly string[]): string {
    const names = this.columnsOf(plan);
    return names.every((name, i) => name === given[i]) ? '' : `.toDF(${pythonTexts(names)})`;
  }

  /** An expression as Spark SQL. */
  sql(expr: Expr): string {
    return expressionText(expr, this.#names, (plan) => subqueryText(plan, this));
  }

  /** An expression as a Python column. */
  expr(expr: Expr): string {
    return `F.expr(${pythonText(this.sql(expr))})`;
  }

  /** An item of a select list under its name in the script. */
  item(expr: Expr): string {
    if (expr.kind === 'AttributeReference') return `F.col(${pythonText(this.name(expr))})`;
    if (expr.kind !== 'Alias' || expr.exprId === undefined) return this.expr(expr);
    return `${this.expr(expr)}.alias(${pythonText(this.name({ exprId: expr.exprId, name: expr.name }))})`;
  }

  /** Makes the frame of a plan readable by SQL, once. */
  view(plan: LogicalPlan): string {
    const known = this.#views.get(plan);
    if (known !== undefined) return known;
    const frame = this.frame(plan);
    const view = `view_${frame}`;
    this.#lines.push(`${frame}.createOrReplaceTempView(${pythonText(view)})`);
    this.#views.set(plan, view);
    return view;
  }

  #text(plan: LogicalPlan): string {
    const print = PRINTERS[plan.kind] as (plan: LogicalPlan, printer: FramePrinter) => string;
    return print(plan, this);
  }

  #sharedFrame(plan: LogicalPlan): string {
    const key = shapeOf(plan);
    const known = this.#shared.get(key);
    if (known === undefined) {
      const variable = this.assign(this.#text(plan));
      this.#shared.set(key, { variable, plan });
      return variable;
    }
    const before = this.columnsOf(known.plan);
    if (this.renamed(plan, before) === '') return known.variable;
    return this.assign(`${known.variable}${this.renamed(plan, before)}`);
  }
}

/** An assignment, over several lines where it is long: each column on its own. */
function statement(variable: string, value: string): readonly string[] {
  const line = `${variable} = ${value}`;
  if (line.length <= WIDEST) return [line];
  return line
    .replaceAll(', F.', ',\n    F.')
    .replaceAll(/\.(select|agg)\(F\./g, '.$1(\n    F.')
    .split('\n');
}

const WIDEST = 110;

/** A plan without its ids of expressions: numbered as they come. */
function shapeOf(plan: LogicalPlan): string {
  const ids = new Map<number, number>();
  return JSON.stringify(plan, (key, value) => {
    if (key === 'qualifier') return undefined;
    if (key !== 'exprId' || typeof value !== 'number') return value;
    if (!ids.has(value)) ids.set(value, ids.size);
    return ids.get(value);
  });
}

const namesOf = (plan: NodeOf<'StreamingRelation' | 'StaticRelation'>): readonly string[] =>
  plan.schema.fields.map((field) => field.name);

const unresolved = (plan: LogicalPlan): never => {
  throw notPrintable(`a ${plan.kind} that is not analysed`, 'Build the query with a session first.');
};

const PRINTERS: Printers = {
  UnresolvedRelation: unresolved,
  With: (plan, printer) => printer.frame(plan.child),
  Pivot: unresolved,
  SubqueryAlias: (plan, printer) => printer.frame(plan.child),
  StreamingRelation: (plan, printer) => `${streamSource(plan)}${printer.renamed(plan, namesOf(plan))}`,
  StaticRelation: (plan, printer) => `${staticSource(plan)}${printer.renamed(plan, namesOf(plan))}`,
  LocalRelation: (plan, printer) => localRows(plan, printer),
  Project: ({ projectList, child }, printer) =>
    `${printer.frame(child)}.select(${projectList.map((expr) => printer.item(expr)).join(', ')})`,
  Filter: ({ condition, child }, printer) => {
    const frame = printer.frame(child);
    return `${frame}.filter(${pythonText(printer.sql(condition))})`;
  },
  Aggregate(plan, printer) {
    const frame = printer.frame(plan.child);
    const keys = plan.groupingExprs.map((expr) => pythonText(printer.sql(expr)));
    const results = plan.aggregateExprs.filter((expr) => expr.kind === 'Alias').map((expr) => printer.item(expr));
    const grouped = `${frame}.groupBy(${keys.map((key) => `F.expr(${key})`).join(', ')})`;
    const aggregated = results.length > 0 ? `.agg(${results.join(', ')})` : '.agg(F.lit(True).alias("_group"))';
    return `${grouped}${aggregated}.select(${pythonTexts(printer.columnsOf(plan))})`;
  },
  Expand: (plan, printer) => expandText(plan, printer),
  Generate: (plan, printer) => generateText(plan, printer),
  Join(plan, printer) {
    const [left, right] = [printer.frame(plan.left), printer.frame(plan.right)];
    if (plan.variant === 'distinctRows')
      return `${left}.${plan.joinType === 'leftAnti' ? 'subtract' : 'intersect'}(${right})`;
    if (plan.variant === 'allRows')
      return `${left}.${plan.joinType === 'leftAnti' ? 'exceptAll' : 'intersectAll'}(${right})`;
    if (plan.variant !== undefined)
      throw notPrintable(`a ${plan.variant} join`, 'Write it as a join with a condition.');
    if (plan.condition === undefined && (plan.joinType === 'cross' || plan.joinType === 'inner'))
      return `${left}.crossJoin(${right})`;
    const condition = plan.condition === undefined ? 'F.lit(True)' : printer.expr(plan.condition);
    return `${left}.join(${right}, ${condition}, ${pythonText(JOIN_HOW[plan.joinType])})`;
  },
  Union(plan, printer) {
    const [first, ...others] = plan.children.map((child) => printer.frame(child));
    const united = `${first}${others.map((other) => `.union(${other})`).join('')}`;
    const given = printer.columnsOf(plan.children[0] as LogicalPlan);
    return `${united}${printer.renamed(plan, given)}`;
  },
  EventTimeWatermark: ({ eventTime, delayText, child }, printer) =>
    `${printer.frame(child)}.withWatermark(${pythonText(printer.sql(eventTime))}, ${pythonText(delayText)})`,
  Deduplicate({ keys, withinWatermark, child }, printer) {
    const call = withinWatermark ? 'dropDuplicatesWithinWatermark' : 'dropDuplicates';
    const names = keys.map((key) => printer.sql(key));
    return `${printer.frame(child)}.${call}(${names.length === 0 ? '' : `[${pythonTexts(names)}]`})`;
  },
  // As a call it would be dropDuplicates, which streams tell from this.
  Distinct: ({ child }, printer) => `spark.sql(${pythonText(`SELECT DISTINCT * FROM ${printer.view(child)}`)})`,
  Sort: ({ order, child }, printer) =>
    `${printer.frame(child)}.orderBy(${order.map((expr) => sortText(expr, printer)).join(', ')})`,
  Limit({ limit, offset, child }, printer) {
    const skipped = offset === 0 ? '' : `.offset(${offset})`;
    return `${printer.frame(child)}${skipped}${limit === undefined ? '' : `.limit(${limit})`}`;
  },
  CollectMetrics: ({ name, metrics, child }, printer) =>
    `${printer.frame(child)}.observe(${[pythonText(name), ...metrics.map((expr) => observed(expr, printer))].join(', ')})`,
};

function sortText(expr: Expr, printer: FramePrinter): string {
  if (expr.kind !== 'SortOrder') return printer.expr(expr);
  return `${printer.expr(expr.child)}.${expr.direction}_nulls_${expr.nulls}()`;
}

/** Metrics keep their names: they are seen in the progress. */
const observed = (expr: Expr, printer: FramePrinter): string =>
  expr.kind === 'Alias' ? `${printer.expr(expr)}.alias(${pythonText(expr.name)})` : printer.expr(expr);
