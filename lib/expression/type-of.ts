import { AnalysisError } from '../errors/index.ts';
import { arrayType, BooleanType, type DataType, NullType } from '../types/data-type.ts';
import type { Expr } from './expr.ts';
import { nameOf } from './name-of.ts';

export { nameOf } from './name-of.ts';

/** The type of a resolved expression. */
export function typeOf(expr: Expr): DataType {
  switch (expr.kind) {
    case 'Literal':
    case 'AttributeReference':
    case 'Cast':
    case 'LambdaVariable':
      return expr.dataType;
    case 'Call':
    case 'WindowExpr':
      return expr.dataType ?? unresolved(expr);
    case 'Alias':
    case 'SortOrder':
      return typeOf(expr.child);
    case 'CaseWhen':
      return caseType([
        ...expr.branches.map((b) => b.value),
        ...(expr.otherwise === undefined ? [] : [expr.otherwise]),
      ]);
    case 'GetStructField':
      return fieldType(typeOf(expr.child), expr.field) ?? unresolved(expr);
    case 'LambdaFunction':
      return typeOf(expr.body);
    case 'SubqueryExpr':
      return expr.form === 'scalar' ? scalarType(expr.plan) : BooleanType;
    default:
      return unresolved(expr);
  }
}

/** Whether a resolved expression can give null. */
export function isNullable(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Literal':
      return expr.value === null;
    case 'AttributeReference':
    case 'Call':
      return expr.nullable;
    case 'Alias':
    case 'SortOrder':
      return isNullable(expr.child);
    case 'Cast':
      return expr.mode === 'try' || isNullable(expr.child) || (expr.mode === 'legacy' && lossy(expr));
    case 'CaseWhen':
      return expr.otherwise === undefined || [...expr.branches.map((b) => b.value), expr.otherwise].some(isNullable);
    case 'GetStructField':
      return isNullable(expr.child) || fieldNullable(typeOf(expr.child), expr.field);
    case 'SubqueryExpr':
      return expr.form !== 'exists';
    case 'LambdaFunction':
      return isNullable(expr.body);
    default:
      return true;
  }
}

const lossy = (expr: Extract<Expr, { kind: 'Cast' }>): boolean =>
  typeOf(expr.child).kind === 'string' || expr.dataType.kind === 'decimal';

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function fieldType(base: DataType, field: string): DataType | undefined {
  if (base.kind === 'struct') return base.fields.find((f) => sameName(f.name, field))?.dataType;
  if (base.kind !== 'array') return undefined;
  const element = fieldType(base.elementType, field);
  return element === undefined ? undefined : arrayType(element);
}

function fieldNullable(base: DataType, field: string): boolean {
  return base.kind !== 'struct' || (base.fields.find((f) => sameName(f.name, field))?.nullable ?? true);
}

function caseType(values: readonly Expr[]): DataType {
  return values.map(typeOf).find((type) => type.kind !== 'null') ?? NullType;
}

/** The plan stands above this folder in the import order, so its first output column is found by shape. */
function scalarType(plan: object): DataType {
  const node = plan as {
    readonly projectList?: readonly Expr[];
    readonly aggregateExprs?: readonly Expr[];
    readonly output?: readonly Expr[];
    readonly child?: object;
  };
  const [first] = node.projectList ?? node.aggregateExprs ?? node.output ?? [];
  if (first !== undefined) return typeOf(first);
  return node.child === undefined ? NullType : scalarType(node.child);
}

function unresolved(expr: Expr): never {
  throw new AnalysisError('INTERNAL_ERROR', { message: `Expression ${nameOf(expr)} has no type: it is not resolved.` });
}
