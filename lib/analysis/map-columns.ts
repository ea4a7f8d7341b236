import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference } from '../expression/expr.ts';
import type { Distinct, LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { existsType, sqlName } from '../types/data-type.ts';
import { quoteIdentifier } from './quote.ts';

/** Whether a column holds a map, or something with maps inside. */
export const hasMap = ({ dataType }: AttributeReference): boolean => existsType(dataType, ({ kind }) => kind === 'map');

/** Maps have no order by which rows could be told apart: refuses them among the columns of DISTINCT, EXCEPT, INTERSECT and `dropDuplicates`. */
export function refuseMaps(columns: readonly AttributeReference[]): void {
  const found = columns.find(hasMap);
  if (found !== undefined)
    throw new AnalysisError('UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE', {
      colName: quoteIdentifier(found.name),
      dataType: sqlName(found.dataType),
    });
}

export function resolveDistinct(plan: Distinct): LogicalPlan {
  refuseMaps(outputOf(plan.child));
  return plan;
}
