import type { AttributeReference } from '../expression/expr.ts';
import { collect } from '../expression/traverse.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { childrenOf, expressionsOf, planOfSubquery } from '../plan/traverse.ts';

/** What the columns of a plan are called in a script: each has a name of its own, its own where that is free. */
export type ColumnNames = (attribute: Pick<AttributeReference, 'exprId' | 'name'>) => string;

/** Names for all columns of a plan, the subqueries in it too. */
export function columnNames(plan: LogicalPlan): ColumnNames {
  const names = new Map<number, string>();
  const taken = new Set<string>();
  const name = ({ exprId, name: own }: Pick<AttributeReference, 'exprId' | 'name'>): string => {
    const known = names.get(exprId);
    if (known !== undefined) return known;
    const plain = /^[A-Za-z_]\w*$/.test(own) ? own : 'column';
    const free = taken.has(plain.toLowerCase()) ? `${plain}_${exprId}` : plain;
    taken.add(free.toLowerCase());
    names.set(exprId, free);
    return free;
  };
  visit(plan, name);
  return name;
}

/** From the sources up, so that their columns keep their names. */
function visit(plan: LogicalPlan, name: ColumnNames): void {
  for (const child of childrenOf(plan)) visit(child, name);
  for (const expr of expressionsOf(plan))
    for (const found of collect(expr, (part) => part.kind === 'SubqueryExpr')) visit(planOfSubquery(found), name);
  for (const attribute of outputOf(plan)) name(attribute);
}
