import { AnalysisError } from '../errors/index.ts';
import type { Json } from '../util/json.ts';
import {
  boolean,
  type Codec,
  constant,
  list,
  node,
  number,
  object,
  omittable,
  oneOf,
  optional,
  record,
  string,
} from './codec.ts';
import { attribute, exprCodec } from './expr-codec.ts';
import type { LogicalPlan } from './logical-plan.ts';
import { schema } from './type-codec.ts';

/** A plan as JSON: nodes as they are, without the fields that are undefined. */
export const planToJson = (plan: LogicalPlan): Json => toJson(plan, 'plan') ?? null;

/** Reads a plan from JSON, checks every field and freezes every node; fields that are no part of a node are dropped. */
export const planFromJson = (json: Json): LogicalPlan => plan(json, 'plan');

const plan: Codec<LogicalPlan> = (json, path) => readPlan(json, path);
const expr = exprCodec(plan);
const output = list(attribute);
const options = record(string);

const readPlan = node<LogicalPlan>('plan', {
  UnresolvedRelation: { nameParts: list(string) },
  StreamingRelation: { sourceId: number, format: string, options, schema, output },
  StaticRelation: { format: string, options, schema, output },
  LocalRelation: { rows: list(list(expr)), output },
  SubqueryAlias: { name: string, columnNames: list(string), cte: omittable(number), child: plan },
  With: { ctes: list(object({ name: string, columnNames: list(string), plan })), child: plan },
  Project: { projectList: list(expr), child: plan },
  Filter: { condition: expr, child: plan, having: boolean, qualify: omittable(constant(true)) },
  Aggregate: {
    groupingExprs: list(expr),
    aggregateExprs: list(expr),
    groupingSets: optional(list(list(number))),
    child: plan,
  },
  Pivot: {
    groupingExprs: optional(list(expr)),
    aggregates: list(expr),
    columns: list(expr),
    values: list(object({ values: list(expr), name: string })),
    child: plan,
  },
  Expand: { projections: list(list(expr)), output, child: plan },
  Generate: {
    generator: expr,
    outer: boolean,
    qualifier: optional(string),
    columnNames: list(string),
    output,
    child: plan,
  },
  Join: {
    left: plan,
    right: plan,
    joinType: oneOf('inner', 'cross', 'leftOuter', 'rightOuter', 'fullOuter', 'leftSemi', 'leftAnti'),
    condition: optional(expr),
    using: list(string),
    natural: boolean,
    variant: optional(oneOf('notIn', 'distinctRows', 'allRows', 'lateral')),
  },
  Union: { children: list(plan), byName: boolean, output },
  EventTimeWatermark: { eventTime: expr, delayMs: number, delayText: string, nodeId: optional(number), child: plan },
  Deduplicate: { keys: list(expr), withinWatermark: boolean, child: plan },
  Distinct: { child: plan },
  Sort: { order: list(expr), child: plan },
  Limit: {
    limit: optional(number),
    offset: number,
    counts: omittable(list(object({ clause: oneOf('limit', 'offset'), expr }))),
    child: plan,
  },
  CollectMetrics: { name: string, metrics: list(expr), child: plan },
});

function toJson(value: unknown, path: string): Json | undefined {
  if (value === undefined || value === null) return value;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item, i) => toJson(item, `${path}[${i}]`) ?? null);
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).map(([key, item]) => [key, toJson(item, `${path}.${key}`)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  }
  throw new AnalysisError('INTERNAL_ERROR', {
    message: `A plan is data, but ${path} holds ${String(value)} (${typeof value}), which JSON cannot hold.`,
  });
}
