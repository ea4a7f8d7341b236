import { AnalysisError } from '../errors/index.ts';
import {
  type LogicalPlan,
  type SubqueryAlias,
  subqueryAlias,
  type UnresolvedRelation,
  type With,
  withCtes,
} from '../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../plan/output.ts';
import type { Analyzer, CteDefinition } from './analyzer.ts';
import { definedIds, withFreshIds } from './fresh-ids.ts';
import { quoteName } from './quote.ts';

/** A table or view by name: a CTE in force, or what the session knows. */
export function resolveRelation(plan: UnresolvedRelation, analyzer: Analyzer): LogicalPlan {
  const { nameParts } = plan;
  const name = nameParts.at(-1) ?? '';
  const cte = nameParts.length === 1 ? analyzer.ctes.get(name.toLowerCase()) : undefined;
  if (cte !== undefined) return useOfCte(name, cte, analyzer);
  const view = analyzer.catalog(nameParts);
  if (view === undefined) throw new AnalysisError('TABLE_OR_VIEW_NOT_FOUND', { relationName: quoteName(nameParts) });
  return subqueryAlias(name, apartFromOuter(view, analyzer));
}

function useOfCte(name: string, cte: CteDefinition, analyzer: Analyzer): SubqueryAlias {
  const plan = apartFromOuter(cte.plan, analyzer);
  return checkAlias(subqueryAlias(name, plan, cte.columnNames, isStreaming(plan) ? cte.number : undefined));
}

/** In a subquery over a relation that the query around it reads too, the columns of both must be told apart. */
function apartFromOuter(plan: LogicalPlan, { outer, nextExprId }: Analyzer): LogicalPlan {
  const own = definedIds(plan);
  return outer?.attributes.some(({ exprId }) => own.has(exprId)) ? withFreshIds(plan, nextExprId) : plan;
}

/** Each CTE may use the ones before it; two uses of one get different ids where they meet. In a stream the place of the WITH stays known. */
export function resolveWith(plan: With, analyzer: Analyzer): LogicalPlan {
  const ctes = plan.ctes.reduce<ReadonlyMap<string, CteDefinition>>(
    (known, { name, columnNames, plan: definition }) => {
      const resolved = analyzer.within({ ctes: known }).analyze(definition);
      const number = analyzer.nextExprId();
      return new Map(known).set(name.toLowerCase(), { number, plan: resolved, columnNames });
    },
    analyzer.ctes,
  );
  const child = analyzer.within({ ctes }).analyze(plan.child);
  return isStreaming(child) && analyzer.outer === undefined ? withCtes([], child) : child;
}

const isTableFunction = (plan: LogicalPlan): boolean =>
  plan.kind === 'Project' && plan.child.kind === 'Generate' && plan.child.child.kind === 'LocalRelation';

/** Refuses `AS t(a, b)` over a relation that has another number of columns. */
export function checkAlias(plan: SubqueryAlias): SubqueryAlias {
  const columns = outputOf(plan.child).length;
  if (plan.columnNames.length === 0 || plan.columnNames.length === columns) return plan;
  if (isTableFunction(plan.child))
    throw new AnalysisError('NUM_TABLE_VALUE_ALIASES_MISMATCH', {
      funcName: plan.name,
      aliasesNum: plan.columnNames.length,
      outColsNum: columns,
    });
  throw new AnalysisError('ASSIGNMENT_ARITY_MISMATCH', { numTarget: columns, numExpr: plan.columnNames.length });
}
