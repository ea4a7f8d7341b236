import type { BatchProgram } from '../incremental/batch-program.ts';
import { explainPlan } from '../plan/explain.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';

/** The text of `query.explain()`: the optimized plan; `extended` shows all stages and the SQL of a batch. */
export function explainQuery(
  query: { readonly analyzed: LogicalPlan; readonly optimized: LogicalPlan; readonly program: BatchProgram },
  extended: boolean,
): string {
  const { analyzed, optimized, program } = query;
  if (!extended) return explainPlan(optimized);
  const operators = program.operators.map((o) => `[${o.operatorId}] ${o.operatorName}\n${o.merge.join(';\n')}`);
  return [
    '== Analyzed Logical Plan ==',
    explainPlan(analyzed),
    '== Optimized Logical Plan ==',
    explainPlan(optimized),
    '== Batch Program ==',
    ...operators,
    program.output,
  ].join('\n');
}
