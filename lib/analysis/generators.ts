import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, attributeReference, type Call, call, type Expr } from '../expression/expr.ts';
import { lookupFunction } from '../expression/function-registry.ts';
import { type Generate, generate, type LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { NullType } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { generatorName, hasGenerator, isGeneratorCall, isOuterGenerator } from './functions.ts';
import { quoteExpr, quoteName } from './quote.ts';
import { checkNames, namesIn, resolveNames } from './resolve-names.ts';
import { resolveTypes } from './resolve-types.ts';
import { scopeOf } from './scope.ts';
import { type SelectItem, withExpr } from './select-list.ts';

/** `explode(a)` and its kin in a select list: a Generate below, and its columns in the place of the call. */
export function extractGenerators(
  items: readonly SelectItem[],
  child: LogicalPlan,
  analyzer: Analyzer,
): { readonly items: readonly SelectItem[]; readonly child: LogicalPlan } {
  let plan = child;
  const replaced = items.flatMap((item) => {
    if (!hasGenerator(item.expr) && item.names.length > 0)
      throw new AnalysisError('MULTI_ALIAS_WITHOUT_GENERATOR', {
        names: `(${item.names.join(', ')})`,
        expr: quoteExpr(item.expr),
      });
    if (!hasGenerator(item.expr)) return [item];
    if (!isGeneratorCall(item.expr) || item.expr.args.some(hasGenerator))
      throw new AnalysisError('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: quoteExpr(item.expr) });
    const names = item.names.length > 0 ? item.names : item.aliased ? [item.name] : [];
    const node = generateNode(item.expr, { outer: false, qualifier: undefined, columnNames: names }, plan, analyzer);
    plan = node;
    return node.output.map((column) => ({ ...withExpr(item, column), name: column.name, aliased: false }));
  });
  return { items: replaced, child: plan };
}

/** `LATERAL VIEW [OUTER] explode(a) t AS x`. */
export function resolveGenerate(plan: Generate, analyzer: Analyzer): LogicalPlan {
  const attributes = outputOf(plan.child);
  const named = resolveNames(plan.generator, namesIn(scopeOf(attributes, analyzer.outer), analyzer), analyzer);
  checkNames(named, attributes);
  if (!isGeneratorCall(named)) throw notGenerator(named);
  return generateNode(named, plan, plan.child, analyzer);
}

function notGenerator(expr: Expr): AnalysisError {
  if (expr.kind === 'Call' && lookupFunction(expr.name) === undefined)
    return new AnalysisError('ROUTINE_NOT_FOUND', { routineName: quoteName(['default', expr.name]) });
  return new AnalysisError('UNSUPPORTED_GENERATOR.NOT_GENERATOR', {
    functionName: expr.kind === 'Call' ? quoteName([expr.name]) : quoteExpr(expr),
  });
}

function generateNode(
  expr: Call,
  { outer, qualifier, columnNames }: Pick<Generate, 'outer' | 'qualifier' | 'columnNames'>,
  child: LogicalPlan,
  analyzer: Analyzer,
): Generate {
  const name = generatorName(expr.name);
  const record = lookupFunction(name);
  if (record?.kind !== 'generator') throw new AnalysisError('INTERNAL_ERROR', { message: `${name} makes no rows.` });
  const typed = expr.args.map((arg) => resolveTypes(arg, analyzer));
  const { args, columns } = record.resolve(typed, analyzer.evaluation);
  if (columnNames.length > 0 && columnNames.length !== columns.length)
    throw new AnalysisError('UDTF_ALIAS_NUMBER_MISMATCH', {
      aliasesSize: columns.length,
      aliasesNames: columnNames.join(','),
    });
  const output = columns.map(
    (column, i): AttributeReference =>
      attributeReference({
        name: columnNames[i] ?? column.name,
        exprId: analyzer.nextExprId(),
        dataType: column.dataType,
        nullable: column.nullable,
        qualifier: qualifier === undefined ? [] : [qualifier],
      }),
  );
  const generator = call(name, args, { dataType: NullType });
  return generate({ generator, outer: outer || isOuterGenerator(expr.name), qualifier, columnNames, output, child });
}
