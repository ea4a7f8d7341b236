import { ExecutionError } from '../errors/index.ts';
import type { Expr } from '../expression/expr.ts';
import { printSpark, quotedIdentifier } from '../expression/spark-printer.ts';
import type {
  Aggregate,
  EventTimeWatermark,
  Generate,
  Join,
  JoinType,
  LocalRelation,
  LogicalPlan,
} from '../plan/logical-plan.ts';

/** Spark SQL text that the parser reads as the same plan. Takes plans as the parser makes them: names not looked up, stars not expanded. */
export function printPlan(plan: LogicalPlan): string {
  return query(plan);
}

const expr = (e: Expr): string => printSpark(e, (plan) => query(plan as LogicalPlan));
const list = (exprs: readonly Expr[]): string => exprs.map(expr).join(', ');
const name = quotedIdentifier;

/** Kinds that are queries of their own; others stand in FROM. */
const QUERIES: ReadonlySet<LogicalPlan['kind']> = new Set([
  'With',
  'Project',
  'Aggregate',
  'Union',
  'Distinct',
  'Sort',
]);

function isQuery(plan: LogicalPlan): boolean {
  if (plan.kind === 'Filter' || plan.kind === 'Limit') return isQuery(plan.child);
  return QUERIES.has(plan.kind) || isSetOperation(plan);
}

const isSetOperation = (plan: LogicalPlan): plan is Join =>
  plan.kind === 'Join' && (plan.variant === 'distinctRows' || plan.variant === 'allRows');

function query(plan: LogicalPlan): string {
  switch (plan.kind) {
    case 'With': {
      const ctes = plan.ctes.map((cte) => `${name(cte.name)}${columns(cte.columnNames)} AS (${query(cte.plan)})`);
      return `WITH ${ctes.join(', ')} ${query(plan.child)}`;
    }
    case 'Limit': {
      const given = (clause: 'limit' | 'offset') => plan.counts?.find((item) => item.clause === clause)?.expr;
      const [limitExpr, offsetExpr] = [given('limit'), given('offset')];
      const rows = limitExpr === undefined ? plan.limit : expr(limitExpr);
      const skipped = offsetExpr === undefined ? plan.offset : expr(offsetExpr);
      const count = rows === undefined ? '' : ` LIMIT ${rows}`;
      const offset = skipped === 0 ? '' : ` OFFSET ${skipped}`;
      return `${clauseBefore(plan.child, ['Sort'])}${count}${offset}`;
    }
    case 'Sort':
      return `${clauseBefore(plan.child, [])} ORDER BY ${list(plan.order)}`;
    case 'Distinct':
      return plan.child.kind === 'Union' ? unionText(plan.child.children, 'UNION') : select(plan.child, 'DISTINCT ');
    case 'Union':
      return unionText(plan.children, 'UNION ALL');
    case 'Join':
      if (isSetOperation(plan)) return setOperationText(plan);
      return notAQuery(plan);
    case 'LocalRelation':
      return valuesText(plan);
    default:
      return select(plan, '');
  }
}

/** What ORDER BY and LIMIT stand behind: a SELECT as it is, anything else in parentheses. */
function clauseBefore(plan: LogicalPlan, also: readonly LogicalPlan['kind'][]): string {
  const plain = ['Project', 'Aggregate', 'Filter', ...also].includes(plan.kind) || isDistinctSelect(plan);
  return plain ? query(plan) : `(${query(plan)})`;
}

const isDistinctSelect = (plan: LogicalPlan): boolean => plan.kind === 'Distinct' && plan.child.kind !== 'Union';

const unionText = (children: readonly LogicalPlan[], word: string): string =>
  children.map((child) => `(${query(child)})`).join(` ${word} `);

const setOperationText = ({ left, right, joinType, variant }: Join): string =>
  `(${query(left)}) ${joinType === 'leftAnti' ? 'EXCEPT' : 'INTERSECT'}${variant === 'allRows' ? ' ALL' : ''} (${query(right)})`;

function select(plan: LogicalPlan, distinct: string): string {
  if (plan.kind === 'Filter' && plan.having && plan.child.kind === 'Aggregate') {
    return `${grouped(plan.child, distinct)} HAVING ${expr(plan.condition)}`;
  }
  if (plan.kind === 'Filter' && plan.qualify === true)
    return `${select(plan.child, distinct)} QUALIFY ${expr(plan.condition)}`;
  if (plan.kind === 'Aggregate') return grouped(plan, distinct);
  if (plan.kind === 'Project') return `SELECT ${distinct}${list(plan.projectList)}${from(plan.child)}`;
  return notAQuery(plan);
}

function grouped({ groupingExprs, groupingSets, aggregateExprs, child }: Aggregate, distinct: string): string {
  const sets = groupingSets?.map((set) => `(${set.map((i) => expr(groupingExprs[i] as Expr)).join(', ')})`);
  const keys = sets === undefined ? list(groupingExprs) : `GROUPING SETS (${sets.join(', ')})`;
  return `SELECT ${distinct}${list(aggregateExprs)}${from(child)}${keys === '' ? '' : ` GROUP BY ${keys}`}`;
}

/** FROM, LATERAL VIEW and WHERE. */
function from(plan: LogicalPlan): string {
  if (plan.kind === 'Filter' && !plan.having) return `${fromRelation(plan.child)} WHERE ${expr(plan.condition)}`;
  return fromRelation(plan);
}

function fromRelation(plan: LogicalPlan): string {
  if (plan.kind === 'LocalRelation' && plan.rows.length === 1 && plan.rows[0]?.length === 0) return '';
  return ` FROM ${viewed(plan)}`;
}

function viewed(plan: LogicalPlan): string {
  return plan.kind === 'Generate' ? `${viewed(plan.child)} ${lateralView(plan)}` : relation(plan);
}

function lateralView({ generator, outer, qualifier, columnNames }: Generate): string {
  const alias = qualifier === undefined ? '' : ` ${name(qualifier)}`;
  const named = columnNames.length === 0 ? '' : ` AS ${columnNames.map(name).join(', ')}`;
  return `LATERAL VIEW ${outer ? 'OUTER ' : ''}${expr(generator)}${alias}${named}`;
}

function relation(plan: LogicalPlan): string {
  const generator = tableFunctionOf(plan);
  if (generator !== undefined) return generator;
  if (isQuery(plan)) return `(${query(plan)})`;
  switch (plan.kind) {
    case 'UnresolvedRelation':
      return plan.nameParts.map(name).join('.');
    case 'SubqueryAlias':
      return `${aliasable(plan.child)} AS ${name(plan.name)}${columns(plan.columnNames)}`;
    case 'LocalRelation':
      return valuesText(plan);
    case 'Join':
      return joinText(plan);
    case 'EventTimeWatermark':
      return watermarked(plan);
    case 'Generate':
      return plan.outer ? notAQuery(plan) : lateralFunction(plan);
    case 'Pivot': {
      const values = plan.values.map((value) => `(${list(value.values)}) AS ${name(value.name)}`).join(', ');
      return `${aliasable(plan.child)} PIVOT (${list(plan.aggregates)} FOR (${list(plan.columns)}) IN (${values}))`;
    }
    case 'Limit':
      return `${relation(plan.child)} TABLESAMPLE (${plan.limit ?? 0} ROWS)`;
    default:
      return notAQuery(plan);
  }
}

const aliasable = (plan: LogicalPlan): string =>
  plan.kind === 'Join' && !isSetOperation(plan) ? `(${relation(plan)})` : relation(plan);

const valuesText = ({ rows }: LocalRelation): string => `VALUES ${rows.map((row) => `(${list(row)})`).join(', ')}`;

const columns = (names: readonly string[]): string => (names.length === 0 ? '' : `(${names.map(name).join(', ')})`);

const JOINS: Readonly<Record<JoinType, string>> = Object.freeze({
  inner: 'JOIN',
  cross: 'CROSS JOIN',
  leftOuter: 'LEFT JOIN',
  rightOuter: 'RIGHT JOIN',
  fullOuter: 'FULL JOIN',
  leftSemi: 'LEFT SEMI JOIN',
  leftAnti: 'LEFT ANTI JOIN',
});

function joinText({ left, right, joinType, condition, using, natural, variant }: Join): string {
  const on = condition === undefined ? '' : ` ON ${expr(condition)}`;
  const by = using.length === 0 ? on : ` USING (${using.map(name).join(', ')})`;
  const lateral = variant === 'lateral' ? 'LATERAL ' : '';
  return `${relation(left)} ${natural ? 'NATURAL ' : ''}${JOINS[joinType]} ${lateral}${aliasable(right)}${by}`;
}

/** A function in FROM, which makes rows of its own. */
function tableFunctionOf(plan: LogicalPlan): string | undefined {
  const made = plan.kind === 'Project' && plan.projectList.length === 1 ? plan.child : undefined;
  if (made?.kind !== 'Generate' || made.child.kind !== 'LocalRelation' || made.generator.kind !== 'Call')
    return undefined;
  const { name: called, args } = made.generator;
  return `${called}${made.outer ? '_outer' : ''}(${list(args)})`;
}

/** A function that makes rows of those before it. */
function lateralFunction({ generator, qualifier, columnNames, child }: Generate): string {
  const alias = qualifier === undefined ? '' : ` AS ${name(qualifier)}${columns(columnNames)}`;
  return `${relation(child)} JOIN LATERAL ${expr(generator)}${alias}`;
}

/** The clause stands before the alias, and its expression may be named. */
function watermarked({ eventTime, delayText, child }: EventTimeWatermark): string {
  const computed = child.kind === 'Project' && child.projectList[0]?.kind === 'UnresolvedStar' ? child : undefined;
  const inner = computed === undefined ? child : computed.child;
  const clause = `WATERMARK ${expr(computed?.projectList[1] ?? eventTime)} DELAY OF INTERVAL ${delayText}`;
  return inner.kind === 'SubqueryAlias'
    ? `${aliasable(inner.child)} ${clause} AS ${name(inner.name)}${columns(inner.columnNames)}`
    : `${aliasable(inner)} ${clause}`;
}

function notAQuery(plan: LogicalPlan): never {
  throw new ExecutionError('INTERNAL_ERROR', { message: `A plan with ${plan.kind} here has no SQL text.` });
}
