import { AnalysisError } from '../errors/index.ts';
import { castTo, commonType, sameButNames } from '../expression/coercion.ts';
import {
  type Call,
  call,
  type Expr,
  type LambdaFunction,
  type LambdaVariable,
  lambdaFunction,
  lambdaVariable,
  type SubqueryExpr,
  subqueryExpr,
  type UnresolvedAttribute,
} from '../expression/expr.ts';
import { resolveNode } from '../expression/resolve-node.ts';
import { exists, mapChildren } from '../expression/traverse.ts';
import { typeOf } from '../expression/type-of.ts';
import { outputOf } from '../plan/output.ts';
import { planOfSubquery } from '../plan/traverse.ts';
import { type DataType, NullType } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { extractField } from './fields.ts';
import { groupingFunctionType } from './grouping-sets.ts';
import { isHigherOrder, lambdaParameterTypes, takesFewer, takesLambda } from './lambda-parameters.ts';
import { sameName } from './quote.ts';
import { isResolvedExpr } from './resolved.ts';
import { checkSubquery, incomparable } from './subquery-checks.ts';

type Variables = readonly LambdaVariable[];

/** Looks functions up and gives every part a type, with the casts that coercion asks for. Names must be resolved. */
export const resolveTypes = (expr: Expr, analyzer: Analyzer): Expr => resolve(expr, analyzer, []);

function resolve(expr: Expr, analyzer: Analyzer, variables: Variables): Expr {
  if (isResolvedExpr(expr) && expr.kind !== 'SubqueryExpr') return expr;
  const visit = (child: Expr): Expr => resolve(child, analyzer, variables);
  switch (expr.kind) {
    case 'UnresolvedAttribute':
      return resolveVariable(expr, analyzer, variables);
    case 'Call':
      return resolveFunction(expr, visit, analyzer, variables);
    case 'SubqueryExpr':
      return resolveSubquery(expr, visit, analyzer);
    default:
      return resolveNode(mapChildren(expr, visit), { ...analyzer.evaluation, ...functionsOf(analyzer) });
  }
}

const functionsOf = ({ userFunctions }: Analyzer) => (userFunctions === undefined ? {} : { userFunctions });

function resolveVariable(expr: UnresolvedAttribute, analyzer: Analyzer, variables: Variables): Expr {
  const [name = '', ...fields] = expr.nameParts;
  const variable = variables.findLast((candidate) => sameName(candidate.name, name));
  if (variable === undefined)
    throw new AnalysisError('INTERNAL_ERROR', { message: `The name ${name} reached type checking unresolved.` });
  return fields.reduce<Expr>((base, field) => extractField(base, field, analyzer.evaluation), variable);
}

function resolveFunction(expr: Call, visit: (e: Expr) => Expr, analyzer: Analyzer, variables: Variables): Expr {
  const filter = expr.filter === undefined ? undefined : visit(expr.filter);
  const args =
    isHigherOrder(expr) || takesLambda(expr.name, expr.args.length - 1)
      ? resolveLambdaArguments(expr, visit, analyzer, variables)
      : expr.args.map(visit);
  const dataType = groupingFunctionType(expr.name);
  const prepared = call(expr.name, args, { ...expr, filter, dataType });
  return dataType === undefined
    ? resolveNode(prepared, { ...analyzer.evaluation, ...functionsOf(analyzer) })
    : prepared;
}

/** The other arguments come first: a lambda's parameters take their types from them. */
function resolveLambdaArguments(
  expr: Call,
  visit: (e: Expr) => Expr,
  analyzer: Analyzer,
  variables: Variables,
): readonly Expr[] {
  const isLambda = expr.args.map((arg, i) => arg.kind === 'LambdaFunction' || takesLambda(expr.name, i));
  const plain = expr.args.map((arg, i) => (isLambda[i] ? undefined : visit(arg)));
  const types = plain.filter((arg) => arg !== undefined).map(typeOf);
  const parameters = lambdaParameterTypes(expr.name, types);
  const lambdas = expr.args.filter((_, i) => isLambda[i]);
  return expr.args.map((arg, i) => {
    if (!isLambda[i]) return plain[i] ?? arg;
    const given = parameters[lambdas.indexOf(arg)] ?? notHigherOrder(expr);
    return arg.kind === 'LambdaFunction'
      ? bindLambda(expr.name, arg, given, analyzer, variables)
      : constantLambda(visit(arg), takesFewer(expr.name) ? given.slice(0, 1) : given);
  });
}

/** A value where a function is wanted: a lambda whose parameters have no names. */
const constantLambda = (value: Expr, given: readonly DataType[]): LambdaFunction =>
  lambdaFunction(
    given.map((_, i) => `_${i}`),
    value,
  );

function notHigherOrder({ name }: Call): never {
  throw new AnalysisError('INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION', { functionName: name });
}

function bindLambda(
  functionName: string,
  lambda: LambdaFunction,
  types: readonly DataType[],
  analyzer: Analyzer,
  variables: Variables,
): LambdaFunction {
  const given = lambda.parameters.length;
  checkParameters(lambda);
  if (given > types.length || (given < types.length && !takesFewer(functionName)))
    throw new AnalysisError('INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH', {
      expectedNumArgs: lambda.parameters.length,
      actualNumArgs: types.length,
    });
  const bound = lambda.parameters.map((name, i) => lambdaVariable(name, analyzer.nextExprId(), types[i] ?? NullType));
  return lambdaFunction(lambda.parameters, resolve(lambda.body, analyzer, [...variables, ...bound]));
}

/** Parameters need names of their own, and the body may not ask another table. */
function checkParameters({ parameters, body }: LambdaFunction): void {
  const isRepeated = parameters.some((name, i) => parameters.slice(0, i).some((other) => sameName(other, name)));
  if (isRepeated)
    throw new AnalysisError('INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES', {
      args: parameters.map((name) => `\`${name.toLowerCase()}\``).join(', '),
      caseSensitiveConfig: '"spark.sql.caseSensitive"',
    });
  if (exists(body, ({ kind }) => kind === 'SubqueryExpr'))
    throw new AnalysisError('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION', {});
}

function resolveSubquery(expr: SubqueryExpr, visit: (e: Expr) => Expr, { evaluation }: Analyzer): Expr {
  const values = expr.values.map(visit);
  const plan = planOfSubquery(expr);
  checkSubquery(subqueryExpr(expr.form, plan, values), plan);
  const columns = outputOf(plan);
  const compared = values.map((value, i) => {
    const column = columns[i];
    const type =
      column === undefined
        ? undefined
        : (commonType([typeOf(value), column.dataType], evaluation) ?? sameButNames(column.dataType, typeOf(value)));
    if (column !== undefined && type === undefined) throw incomparable(expr, value, column);
    return type === undefined ? value : castTo(value, type, evaluation);
  });
  return subqueryExpr(expr.form, plan, compared);
}
