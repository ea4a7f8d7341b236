import { ExecutionError } from '../errors/index.ts';
import { type DataType, existsType, isFractional } from '../types/data-type.ts';
import { castMode } from './coercion.ts';
import { castSql } from './duckdb-cast.ts';
import { literalSql } from './duckdb-literal.ts';
import { duckDbType, lambdaParameter, quoteIdentifier, quoteString } from './duckdb-sql.ts';
import type { Call, Expr, LambdaFunction, SubqueryExpr } from './expr.ts';
import type { PrintContext } from './function-record.ts';
import { lookupFunction } from './function-registry.ts';
import { nameOf } from './name-of.ts';
import { typeOf } from './type-of.ts';
import { windowSql } from './window/duckdb-window.ts';

export { duckDbType };

/** DuckDB SQL of a resolved expression. It is an atom: it can stand anywhere in a larger expression without parentheses of its own. */
export function printDuckDb(expr: Expr, context: PrintContext): string {
  switch (expr.kind) {
    case 'Literal':
      return literalSql(expr);
    case 'AttributeReference':
      return context.column(expr.exprId, expr.name);
    case 'Alias':
      return printDuckDb(expr.child, context);
    case 'Call':
      return callSql(expr, context);
    case 'Cast': {
      const child = printDuckDb(expr.child, context);
      return castSql(child, typeOf(expr.child), expr.dataType, expr.mode ?? castMode(context), context);
    }
    case 'CaseWhen': {
      const branches = expr.branches
        .map((b) => ` WHEN ${printDuckDb(b.condition, context)} THEN ${printDuckDb(b.value, context)}`)
        .join('');
      const otherwise = expr.otherwise === undefined ? '' : ` ELSE ${printDuckDb(expr.otherwise, context)}`;
      return `CASE${branches}${otherwise} END`;
    }
    case 'GetStructField':
      return fieldSql(printDuckDb(expr.child, context), typeOf(expr.child), expr.field);
    case 'LambdaFunction':
      return lambdaSql(expr, context);
    case 'LambdaVariable':
      return lambdaParameter(expr.name);
    case 'SubqueryExpr':
      return subquerySql(expr, context);
    case 'WindowExpr':
      return windowSql(expr, (part) => printDuckDb(part, context), context).column;
    case 'SortOrder':
      return `${printDuckDb(expr.child, context)} ${expr.direction.toUpperCase()} NULLS ${expr.nulls.toUpperCase()}`;
    default:
      throw new ExecutionError('INTERNAL_ERROR', { message: `Expression ${nameOf(expr)} is not resolved.` });
  }
}

function callSql(expr: Call, context: PrintContext): string {
  const record = lookupFunction(expr.name);
  const args = expr.args.map((arg) => printDuckDb(arg, context));
  if (record === undefined) return `${quoteIdentifier(expr.name)}(${args.join(', ')})`;
  if (record.kind !== 'aggregate') return record.duckdb(args, expr, context);
  throw new ExecutionError('INTERNAL_ERROR', {
    message: `Aggregate ${nameOf(expr)} stands outside of an aggregation.`,
  });
}

function fieldSql(child: string, base: DataType, field: string): string {
  if (base.kind !== 'array') return `struct_extract(${child}, ${quoteString(field)})`;
  return `list_transform(${child}, lambda e: struct_extract(e, ${quoteString(field)}))`;
}

const lambdaSql = (expr: LambdaFunction, context: PrintContext): string =>
  `lambda ${expr.parameters.map(lambdaParameter).join(', ')}: ${printDuckDb(expr.body, context)}`;

function subquerySql(expr: SubqueryExpr, context: PrintContext): string {
  const subquery = context.subquery(expr.plan);
  if (expr.form === 'scalar') return subquery;
  if (expr.form === 'exists') return `EXISTS ${subquery}`;
  const values = expr.values.map((value) => printDuckDb(value, context));
  const tested = values.length === 1 ? values[0] : `(${values.join(', ')})`;
  return `(${tested} IN ${subquery})`;
}

/** The key under which a value is grouped: Spark takes -0.0 for 0.0, also inside structures. */
export function normaliseGroupingKey(sql: string, type: DataType): string {
  if (isFractional(type)) return `CASE WHEN ${sql} = 0 THEN CAST(0 AS ${duckDbType(type)}) ELSE ${sql} END`;
  if (!hasSeveralForms(type)) return sql;
  switch (type.kind) {
    case 'map': {
      const value = normaliseGroupingKey("struct_extract(e, 'value')", type.valueType);
      const entries = `list_transform(map_entries(${sql}), lambda e: struct_pack("key" := struct_extract(e, 'key'), "value" := ${value}))`;
      return `CASE WHEN ${sql} IS NOT NULL THEN map_from_entries(list_sort(${entries})) END`;
    }
    case 'array':
      return `list_transform(${sql}, lambda e: ${normaliseGroupingKey('e', type.elementType)})`;
    case 'struct': {
      const fields = type.fields.map((f) => {
        const value = normaliseGroupingKey(`struct_extract(${sql}, ${quoteString(f.name)})`, f.dataType);
        return `${quoteIdentifier(f.name)} := ${value}`;
      });
      return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
    }
    default:
      return sql;
  }
}

/** Whether equal values may differ: minus zero, the order of a map's entries. */
const hasSeveralForms = (type: DataType): boolean =>
  existsType(type, (part) => isFractional(part) || part.kind === 'map');
