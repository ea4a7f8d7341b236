import { AnalysisError } from '../errors/index.ts';
import { castTo, commonType } from '../expression/coercion.ts';
import { type AttributeReference, attributeReference, type Expr, literal } from '../expression/expr.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import { isNullable } from '../expression/type-of.ts';
import { expand, type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { StringType, sqlName } from '../types/data-type.ts';

/** What `unpivot` is told. */
export interface UnpivotRequest {
  readonly child: LogicalPlan;
  readonly ids: readonly Expr[];
  /** undefined: all columns that are no ids. */
  readonly values: readonly Expr[] | undefined;
  readonly variableName: string;
  readonly valueName: string;
}

interface UnpivotContext {
  readonly evaluation: EvaluationContext;
  readonly nextId: () => number;
  readonly analyze: (plan: LogicalPlan) => LogicalPlan;
}

/** Columns as rows: each row once per value column, with its name and its value, cast to the type that all of them fit. */
export function unpivotPlan(request: UnpivotRequest, context: UnpivotContext): LogicalPlan {
  const { ids, values, child } = selected(request, context);
  if (values.length === 0)
    throw new AnalysisError('UNPIVOT_REQUIRES_VALUE_COLUMNS', { all: namesOf(outputOf(request.child)) });
  const type = commonType(
    values.map((column) => column.dataType),
    context.evaluation,
  );
  if (type === undefined)
    throw new AnalysisError('UNPIVOT_VALUE_DATA_TYPE_MISMATCH', {
      types: values.map((column) => `"${sqlName(column.dataType)}" (\`${column.name}\`)`).join(', '),
    });
  const cast = values.map((column) => castTo(column, type, context.evaluation));
  const projections = values.map((column, i) => [...ids, literal(column.name, StringType), cast[i] ?? column]);
  const added = [
    attributeReference({ name: request.variableName, exprId: context.nextId(), dataType: StringType, nullable: false }),
    attributeReference({
      name: request.valueName,
      exprId: context.nextId(),
      dataType: type,
      nullable: cast.some(isNullable),
    }),
  ];
  return expand({ projections, output: [...ids, ...added], child });
}

/** The ids and the values as columns of one plan. */
function selected({ child, ids, values }: UnpivotRequest, { analyze }: UnpivotContext) {
  const idPlan = analyze(project(ids, child));
  const idColumns = outputOf(idPlan);
  if (values === undefined) {
    const rest = outputOf(child).filter((column) => !idColumns.some((id) => id.exprId === column.exprId));
    const plan = analyze(project([...ids, ...rest], child));
    return parts(plan, idColumns.length);
  }
  return parts(analyze(project([...ids, ...values], child)), idColumns.length);
}

function parts(child: LogicalPlan, ids: number) {
  const output = outputOf(child);
  return { child, ids: output.slice(0, ids), values: output.slice(ids) };
}

const namesOf = (columns: readonly AttributeReference[]): string => columns.map((column) => column.name).join(', ');
