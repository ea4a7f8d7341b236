import type { ConditionName } from '../errors/index.ts';
import { attributeReference, type Call, type Expr, type Literal } from '../expression/expr.ts';
import { lookupFunction } from '../expression/function-registry.ts';
import * as expressions from '../expression/traverse.ts';
import { nameOf, typeOf } from '../expression/type-of.ts';
import { sqlName } from '../types/data-type.ts';
import { formatInterval } from '../util/interval.ts';
import type { Aggregate, Deduplicate, Distinct, Join, LogicalPlan } from './logical-plan.ts';
import { isStreaming, outputOf } from './output.ts';
import { childrenOf, collect, expressionsOf } from './traverse.ts';

/** One thing about a query that its state or its answers depend on. */
export interface QueryFact {
  /** In the user's words: `grouping keys of operator 0 (stateStoreSave)`. */
  readonly what: string;
  /** What is compared: free of names and expression ids, so that a rename is no change. */
  readonly value: string;
  /** The same for people. */
  readonly text: string;
  /** The condition by which a change is refused; undefined: it may change. */
  readonly condition: ConditionName | undefined;
  /** Of changes that the state would survive but the answers would not: the name by which the user can allow them. */
  readonly allowedAs?: 'outputMode' | 'window';
}

const fact = (what: string, value: string, condition?: ConditionName, text = value): QueryFact => ({
  what,
  value,
  text,
  condition,
});

/** The facts of an analysed plan, in a fixed order. */
export function queryFacts(plan: LogicalPlan): readonly QueryFact[] {
  const operators = statefulOperators(plan);
  const names = operators.map(({ name }) => name).join(', ');
  return [
    ...sourceFacts(plan),
    fact('stateful operators', names, 'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA'),
    ...operators.flatMap(({ name, facts }, i) =>
      facts.map((own) => ({ ...own, what: `${own.what} of operator ${i} (${name})` })),
    ),
    { ...fact('time windows', windows(plan).join(', '), 'INCOMPATIBLE_QUERY_CHANGE'), allowedAs: 'window' },
    fact(
      'watermarks',
      below(plan, 'EventTimeWatermark', (node) => `${nameOf(node.eventTime)} delayed by ${node.delayText}`),
    ),
    fact(
      'filters',
      below(plan, 'Filter', (node) => nameOf(node.condition)),
    ),
    fact(
      'result columns',
      outputOf(plan)
        .map((column) => `${column.name} ${sqlName(column.dataType)}`)
        .join(', '),
    ),
  ];
}

function below<K extends LogicalPlan['kind']>(
  plan: LogicalPlan,
  kind: K,
  text: (node: Extract<LogicalPlan, { readonly kind: K }>) => string,
): string {
  type Node = Extract<LogicalPlan, { readonly kind: K }>;
  return collect(plan, (node): node is Node => node.kind === kind)
    .map(text)
    .join('; ');
}

function sourceFacts(plan: LogicalPlan): readonly QueryFact[] {
  const relations = collect(plan, (node) => node.kind === 'StreamingRelation');
  const sources = [...new Map(relations.map((relation) => [relation.sourceId, relation])).values()];
  return [
    fact('number of sources', String(sources.length), 'STREAMING_SOURCE_COUNT_CHANGED'),
    ...sources.map(({ format }, i) => fact(`format of source ${i}`, format, 'INCOMPATIBLE_QUERY_CHANGE')),
  ];
}

interface OperatorFacts {
  readonly name: string;
  readonly facts: readonly QueryFact[];
}

/** From the sink down, left to right, as operators are numbered. */
function statefulOperators(plan: LogicalPlan): readonly OperatorFacts[] {
  const own = operatorFacts(plan);
  return [...(own === undefined ? [] : [own]), ...childrenOf(plan).flatMap(statefulOperators)];
}

function operatorFacts(plan: LogicalPlan): OperatorFacts | undefined {
  switch (plan.kind) {
    case 'Aggregate':
      return isStreaming(plan) ? aggregateFacts(plan) : undefined;
    case 'Distinct':
    case 'Deduplicate':
      return isStreaming(plan) ? deduplicateFacts(plan) : undefined;
    case 'Join':
      return isStreaming(plan.left) && isStreaming(plan.right) ? joinFacts(plan) : undefined;
    case 'Limit':
      return isStreaming(plan) && plan.limit !== undefined ? { name: 'globalLimit', facts: [] } : undefined;
    default:
      return undefined;
  }
}

function aggregateFacts(plan: Aggregate): OperatorFacts {
  const isSession = plan.groupingExprs.some(
    (key) => key.kind === 'AttributeReference' && key.metadata.timeWindow === 'session_window',
  );
  const aggregates = aggregateCalls(plan);
  return {
    name: isSession ? 'sessionWindowStateStoreSaveExec' : 'stateStoreSave',
    facts: [
      keyFact('grouping keys', plan.groupingExprs),
      fact(
        'aggregates',
        aggregates.map((call) => callText(call, (arg) => sqlName(typeOf(arg)))).join(', '),
        'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE',
        aggregates.map((call) => callText(call, nameOf)).join(', '),
      ),
    ],
  };
}

function aggregateCalls(plan: Aggregate): readonly Call[] {
  const isAggregate = (expr: Expr): expr is Call =>
    expr.kind === 'Call' && lookupFunction(expr.name)?.kind === 'aggregate';
  const calls = plan.aggregateExprs.flatMap((expr) => expressions.collect(expr, isAggregate));
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}

function callText({ name, args, distinct, filter }: Call, argText: (arg: Expr) => string): string {
  const where = filter === undefined ? '' : ` FILTER (WHERE ${argText(filter)})`;
  return `${name}(${distinct ? 'DISTINCT ' : ''}${args.map(argText).join(', ')})${where}`;
}

function deduplicateFacts(plan: Distinct | Deduplicate): OperatorFacts {
  const columns = outputOf(plan.child);
  if (plan.kind === 'Distinct') return { name: 'stateStoreSave', facts: [keyFact('keys', columns)] };
  const name = plan.withinWatermark ? 'dedupeWithinWatermark' : 'dedupe';
  return { name, facts: [keyFact('keys', plan.keys.length === 0 ? columns : plan.keys)] };
}

const keyFact = (what: string, keys: readonly Expr[]): QueryFact =>
  fact(
    what,
    keys.map((key) => sqlName(typeOf(key))).join(', '),
    'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE',
    keys.map((key) => `${nameOf(key)} ${sqlName(typeOf(key))}`).join(', '),
  );

function joinFacts(plan: Join): OperatorFacts {
  const left = new Set(outputOf(plan.left).map((column) => column.exprId));
  const nameless = (expr: Expr): Expr =>
    expr.kind === 'AttributeReference'
      ? attributeReference({ ...expr, name: `${left.has(expr.exprId) ? 'left' : 'right'}.${sqlName(expr.dataType)}` })
      : expr;
  const { condition } = plan;
  return {
    name: 'symmetricHashJoin',
    facts: [
      fact('join type', plan.joinType, 'INCOMPATIBLE_QUERY_CHANGE'),
      fact(
        'join condition',
        condition === undefined ? '' : nameOf(expressions.transformUp(condition, nameless)),
        'INCOMPATIBLE_QUERY_CHANGE',
        condition === undefined ? '' : nameOf(condition),
      ),
    ],
  };
}

/** Length and slide of every window of the plan, and the gaps of its sessions, each once. */
function windows(plan: LogicalPlan): readonly string[] {
  const own = expressionsOf(plan).flatMap((expr) => [...slidingWindows(expr), ...sessionGaps(expr)]);
  return [...new Set([...own, ...childrenOf(plan).flatMap(windows)])];
}

const isWindowCall = (expr: Expr): expr is Call => expr.kind === 'Call' && expr.name === '__window';
const isLiteral = (expr: Expr): expr is Literal => expr.kind === 'Literal';

const slidingWindows = (expr: Expr): readonly string[] =>
  expressions.collect(expr, isWindowCall).map(({ args }) => {
    const [length, slide, start] = args.slice(1, 4).map(literalMicros);
    const offset = start === '0 seconds' ? '' : `, start ${start}`;
    return `window(${length}${slide === length ? '' : `, slide ${slide}`}${offset})`;
  });

/** The gap is whatever the end of a session adds to its start; columns in it show as expressions. */
function sessionGaps(expr: Expr): readonly string[] {
  if (expr.kind !== 'Alias' || expr.metadata.timeWindow !== 'session_window' || expr.child.kind !== 'Call') return [];
  const end = expr.child.args.at(-1);
  if (end?.kind !== 'Call') return [];
  const gap = end.args.at(-1);
  if (gap === undefined) return [];
  return [`session_window(${end.name === '__add_micros' ? literalMicros(gap) : nameOf(gap)})`];
}

const literalMicros = (expr: Expr): string =>
  isLiteral(expr) ? formatInterval({ months: 0, days: 0, microseconds: BigInt(String(expr.value)) }) : nameOf(expr);
