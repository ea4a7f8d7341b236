import { AnalysisError } from '../errors/index.ts';
import { type Join, join, type LogicalPlan, type PlanKind } from '../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../plan/output.ts';
import { mapChildren } from '../plan/traverse.ts';
import { resolveAggregate } from './aggregate.ts';
import type { AnalysisContext } from './analysis-context.ts';
import type { Analyzer } from './analyzer.ts';
import { resolveCollectMetrics } from './collect-metrics.ts';
import { resolveDeduplicate } from './deduplicate.ts';
import { resolveEventTimeWatermark } from './event-time-watermark.ts';
import { resolveFilter } from './filter.ts';
import { resolveGenerate } from './generators.ts';
import { resolveJoin, separateSides } from './join.ts';
import { resolveLimit } from './limit.ts';
import { resolveLocalRelation } from './local-relation.ts';
import { resolveDistinct } from './map-columns.ts';
import { resolvePivot } from './pivot.ts';
import { resolveProject } from './project.ts';
import { checkAlias, resolveRelation, resolveWith } from './relations.ts';
import { isResolvedNode } from './resolved.ts';
import { scopeOf } from './scope.ts';
import { resolveSort } from './sort.ts';
import { resolveUnion } from './union.ts';

type NodeOf<K extends PlanKind> = Extract<LogicalPlan, { readonly kind: K }>;
type Rules = { readonly [K in PlanKind]: (plan: NodeOf<K>, analyzer: Analyzer) => LogicalPlan };

const asIs = (plan: LogicalPlan): LogicalPlan => plan;

/** What is left to do for a node whose inputs are resolved. Relations by name and CTEs come before their inputs. */
const RULES: Rules = {
  UnresolvedRelation: resolveRelation,
  StreamingRelation: asIs,
  StaticRelation: asIs,
  LocalRelation: resolveLocalRelation,
  SubqueryAlias: checkAlias,
  With: resolveWith,
  Project: resolveProject,
  Filter: resolveFilter,
  Aggregate: resolveAggregate,
  Pivot: resolvePivot,
  Expand: asIs,
  Generate: resolveGenerate,
  Join: resolveJoin,
  Union: resolveUnion,
  EventTimeWatermark: resolveEventTimeWatermark,
  Deduplicate: resolveDeduplicate,
  Distinct: resolveDistinct,
  Sort: resolveSort,
  Limit: resolveLimit,
  CollectMetrics: resolveCollectMetrics,
};

/**
 * Resolves a plan: relations, columns, functions, types, aliases, windows. A plan that is analysed already comes back unchanged, so
 * API calls may put nodes on analysed plans and analyse the whole. Raises AnalysisError.
 */
export function analyze(plan: LogicalPlan, context: AnalysisContext): LogicalPlan {
  return createAnalyzer(context).analyze(plan);
}

function createAnalyzer(context: AnalysisContext): Analyzer {
  return surround(
    { ...context, catalog: (parts) => context.catalog(parts), nextExprId: () => context.nextExprId() },
    { ctes: new Map(), outer: undefined },
  );
}

function surround(context: AnalysisContext, state: Pick<Analyzer, 'ctes' | 'outer'>): Analyzer {
  const analyzer: Analyzer = {
    ...context,
    ...state,
    analyze: (plan) => analyzeNode(plan, analyzer),
    within: (surroundings) => surround(context, { ...state, ...surroundings }),
  };
  return analyzer;
}

function analyzeNode(plan: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const rule = RULES[plan.kind] as (plan: LogicalPlan, analyzer: Analyzer) => LogicalPlan;
  if (plan.kind === 'With' && plan.ctes.length > 0) return rule(plan, analyzer);
  const node = separateSides(
    isLateral(plan) ? analyzeSides(plan, analyzer) : mapChildren(plan, analyzer.analyze),
    analyzer,
  );
  return isResolvedNode(node) ? node : rule(node, analyzer);
}

const isLateral = (plan: LogicalPlan): plan is Join => plan.kind === 'Join' && plan.variant === 'lateral';

/** The right side of a lateral join sees the columns of the left. */
function analyzeSides(plan: Join, analyzer: Analyzer): LogicalPlan {
  const left = analyzer.analyze(plan.left);
  if (left === plan.left && isResolvedNode(plan)) return plan;
  const right = analyzer.within({ outer: scopeOf(outputOf(left), analyzer.outer) }).analyze(plan.right);
  if (isStreaming(left) && isStreaming(right)) throw new AnalysisError('INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY');
  return left === plan.left && right === plan.right ? plan : join({ ...plan, left, right });
}
