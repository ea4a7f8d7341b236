import { type LogicalPlan, subqueryAlias } from '../plan/logical-plan.ts';
import type { IdentifierAst } from './ast.ts';
import type { Conversion } from './conversion.ts';

/** A relation under the name that the query gives it, if it gives one. */
export function aliased(
  plan: LogicalPlan,
  alias: IdentifierAst | null | undefined,
  columns: readonly IdentifierAst[],
  c: Conversion,
): LogicalPlan {
  return alias === null || alias === undefined ? plan : subqueryAlias(c.name(alias), plan, columns.map(c.name));
}
