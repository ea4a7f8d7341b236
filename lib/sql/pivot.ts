import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, literal, unresolvedAttribute, unresolvedStarExcept } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { filter, generate, type LogicalPlan, pivot, project } from '../plan/logical-plan.ts';
import { StringType } from '../types/data-type.ts';
import { aliased } from './aliased.ts';
import { type Ast, type Body, bodyIf } from './ast.ts';
import type { Conversion } from './conversion.ts';
import { unsupportedSql } from './sql-error.ts';

/** Qualifier of the columns that UNPIVOT makes, until they are selected. */
const UNPIVOT = '__unpivot';

/** Each row once per group of columns: the rest of its columns, the name and the values; rows of nulls are left out unless the clause says otherwise. */
export function convertUnpivot(body: Body<'unpivot'>, child: LogicalPlan, c: Conversion): LogicalPlan {
  const groups = body.columns.map((node) => groupOf(node, c));
  const nameColumn = c.name(body.name_column);
  const valueColumns = [body.value_column, ...(body.extra_value_columns ?? [])].map(c.name);
  if (groups.some(({ columns }) => columns.length !== valueColumns.length))
    throw new AnalysisError('UNPIVOT_VALUE_SIZE_MISMATCH', { names: valueColumns.length });
  const rows = groups.map(({ name, columns }) => {
    const values = columns.flatMap((column, i) => [literal(`v${i}`, StringType), column]);
    return call('named_struct', [literal('n', StringType), literal(name, StringType), ...values]);
  });
  const generated = generate({
    generator: call('inline', [call('array', rows)]),
    qualifier: UNPIVOT,
    columnNames: [nameColumn, ...valueColumns],
    child,
  });
  const values = valueColumns.map((column) => unresolvedAttribute(UNPIVOT, column));
  const present = values.map((value) => call('isnotnull', [value])).reduce((all, one) => call('or', [all, one]));
  const kept = body.include_nulls ? generated : filter(present, generated);
  const all = groups.flatMap(({ columns }) => columns.map(namePartsOf));
  const read = all.filter((parts, i) => all.findIndex((other) => other.join('.') === parts.join('.')) === i);
  const made = [nameColumn, ...valueColumns].map((column) => [UNPIVOT, column]);
  const rest = unresolvedStarExcept([], [...read, ...made]);
  return aliased(project([rest, unresolvedAttribute(UNPIVOT, nameColumn), ...values], kept), body.alias, [], c);
}

/** `a`, `a AS x`, `(a, b)` or `(a, b) AS x`. */
function groupOf(node: Ast, c: Conversion): { readonly name: string; readonly columns: readonly Expr[] } {
  const named = bodyIf(node, 'pivot_alias') ?? bodyIf(node, 'alias');
  const inner = named?.this ?? node;
  const tuple = bodyIf(inner, 'tuple');
  const columns = (tuple?.expressions ?? [inner]).map(c.expr);
  const name = named === undefined ? undefined : aliasName(named.alias, c);
  return { columns, name: name ?? columns.map((column) => namePartsOf(column).at(-1)).join('_') };
}

function namePartsOf(expr: Expr): readonly string[] {
  if (expr.kind !== 'UnresolvedAttribute') throw unsupportedSql('UNPIVOT of an expression');
  return expr.nameParts;
}

function aliasName(alias: Ast | Body<'alias'>['alias'], c: Conversion): string | undefined {
  if ('name' in alias) return c.name(alias as Body<'alias'>['alias']);
  const expr = c.expr(alias as Ast);
  return expr.kind === 'UnresolvedAttribute' ? expr.nameParts.at(-1) : undefined;
}

const valueName = (expr: Expr): string => (expr.kind === 'Literal' && expr.value === null ? 'null' : nameOf(expr));

/** Aggregates over the rows of each value, side by side; the other columns are grouped by. */
export function convertPivot(body: Body<'pivot'>, child: LogicalPlan, c: Conversion): LogicalPlan {
  const [field, second] = body.fields.map((node) => bodyIf(node, 'in'));
  if (field === undefined || second !== undefined) throw unsupportedSql('PIVOT with several FOR');
  const tuple = bodyIf(field.this, 'tuple');
  const values = field.expressions.map((node) => {
    const named = bodyIf(node, 'pivot_alias') ?? bodyIf(node, 'alias');
    const inner = named?.this ?? node;
    const exprs = (bodyIf(inner, 'tuple')?.expressions ?? [inner]).map(c.expr);
    const name = named === undefined ? undefined : aliasName(named.alias, c);
    return {
      values: exprs,
      name: name ?? (exprs.length === 1 ? exprs.map(valueName).join('') : `{${exprs.map(valueName).join(', ')}}`),
    };
  });
  const plan = pivot({
    aggregates: body.expressions.map(c.expr),
    columns: (tuple?.expressions ?? [field.this]).map(c.expr),
    values,
    child,
  });
  return aliased(plan, body.alias, [], c);
}
