import type { AttributeReference } from '../expression/expr.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { AnalysisContext } from './analysis-context.ts';

/** Columns by which names are looked up: the inputs of a node, and around a subquery those of the outer query. */
export interface Scope {
  readonly attributes: readonly AttributeReference[];
  readonly outer: Scope | undefined;
}

/** A common table expression in force: analysed at its first use, in the scope of its definition. */
export interface CteDefinition {
  /** Greater than those of the definitions before it. */
  readonly number: number;
  readonly plan: LogicalPlan;
  readonly columnNames: readonly string[];
}

/** One run of the analyser over one plan, as its rules see it. */
export interface Analyzer extends AnalysisContext {
  /** Analysed CTEs by name in lower case; inner ones hide outer ones. */
  readonly ctes: ReadonlyMap<string, CteDefinition>;
  /** Around a subquery: the columns of the outer query. */
  readonly outer: Scope | undefined;
  /** Analyses a plan in this analyser's surroundings. */
  analyze(plan: LogicalPlan): LogicalPlan;
  /** The same run inside other surroundings. */
  within(surroundings: {
    readonly outer?: Scope | undefined;
    readonly ctes?: ReadonlyMap<string, CteDefinition>;
  }): Analyzer;
}
