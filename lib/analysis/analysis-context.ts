import type { AttributeReference } from '../expression/expr.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import type { UserFunctionSignature } from '../expression/function-registry.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';

/** What analysis takes from the session. */
export interface AnalysisContext {
  /** The analysed plan of a temporary view or a table; undefined where there is none by that name. */
  catalog(nameParts: readonly string[]): LogicalPlan | undefined;
  /** A new id, never given before in the session. */
  nextExprId(): number;
  readonly evaluation: EvaluationContext;
  /** By name in lower case; default: none. */
  readonly userFunctions?: ReadonlyMap<string, UserFunctionSignature>;
  /** Columns that a plan drops yet that a qualified name may still reach: the second key of a USING join. One map for all plans of a session. */
  readonly hidden: WeakMap<LogicalPlan, readonly AttributeReference[]>;
}
