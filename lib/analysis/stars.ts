import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference, Expr, UnresolvedStar } from '../expression/expr.ts';
import { alias, attributeReference, call, getStructField, literal } from '../expression/expr.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import { typeOf } from '../expression/type-of.ts';
import { StringType } from '../types/data-type.ts';
import { quoteColumns, quoteName, sameName } from './quote.ts';
import { lookupAmong } from './scope.ts';
import { unresolvedColumn } from './suggestions.ts';

/** The columns of `*` or `s.*`, or the fields of `r.*` where r is a struct. */
export function expandStar(
  star: UnresolvedStar,
  attributes: readonly AttributeReference[],
  evaluation: EvaluationContext,
): readonly Expr[] {
  const columns = allColumns(star, attributes, evaluation);
  return star.except === undefined ? columns : withoutColumns(columns, star.except, attributes, evaluation);
}

/** `* EXCEPT (…)`: whole columns go, and of a struct the fields that are named. */
function withoutColumns(
  columns: readonly Expr[],
  except: readonly (readonly string[])[],
  attributes: readonly AttributeReference[],
  evaluation: EvaluationContext,
): readonly Expr[] {
  const shown = columns.map((column) =>
    column.kind === 'AttributeReference'
      ? column
      : attributeReference({ name: nameIn(column), exprId: 0, dataType: typeOf(column) }),
  );
  const excluded = except.map((parts) => {
    const found = lookupAmong(parts, shown, evaluation);
    if (found === undefined) throw unresolvedColumn(parts, attributes, 'asGiven');
    return pathOf(found, shown);
  });
  const overlapping = excluded.some((path, i) =>
    excluded.some((other, j) => i !== j && path.every((step, k) => sameName(step, other[k] ?? ''))),
  );
  if (overlapping) {
    throw new AnalysisError('EXCEPT_OVERLAPPING_COLUMNS', {
      columns: except.map((parts) => parts.join('.')).join(', '),
    });
  }
  return columns.flatMap((column) => withoutFields(column, nameIn(column), excluded));
}

const nameIn = (column: Expr): string =>
  column.kind === 'AttributeReference' ? column.name : column.kind === 'GetStructField' ? column.field : '';

/** A column, or a field of one, as names from the column down. */
function pathOf(expr: Expr, shown: readonly AttributeReference[]): readonly string[] {
  if (expr.kind === 'GetStructField') return [...pathOf(expr.child, shown), expr.field];
  return [nameIn(expr)];
}

function withoutFields(column: Expr, name: string, excluded: readonly (readonly string[])[]): readonly Expr[] {
  const mine = excluded.filter(([first = '']) => sameName(first, name));
  if (mine.length === 0) return [column];
  if (mine.some((path) => path.length === 1)) return [];
  const type = typeOf(column);
  if (type.kind !== 'struct') return [column];
  const rest = mine.map((path) => path.slice(1));
  const fields = type.fields.flatMap((field) =>
    withoutFields(getStructField(column, field.name), field.name, rest).flatMap((value) => [
      literal(field.name, StringType),
      value,
    ]),
  );
  return [alias(call('named_struct', fields), name)];
}

function allColumns(
  { target }: UnresolvedStar,
  attributes: readonly AttributeReference[],
  evaluation: EvaluationContext,
): readonly Expr[] {
  if (target.length === 0) return attributes;
  const relation = target.at(-1) ?? '';
  const ofRelation = attributes.filter((a) => a.qualifier.some((q) => sameName(q, relation)));
  if (target.length === 1 && ofRelation.length > 0) return ofRelation;
  const base = lookupAmong(target, attributes, evaluation);
  const type = base === undefined ? undefined : typeOf(base);
  if (type !== undefined && type.kind !== 'struct')
    throw new AnalysisError('_LEGACY_ERROR_TEMP_1050', { attributes: `List(${target.join(', ')})` });
  if (base === undefined || type === undefined)
    throw new AnalysisError('CANNOT_RESOLVE_STAR_EXPAND', {
      targetString: quoteName(target),
      columns: quoteColumns(attributes.map((a) => a.name)),
    });
  return type.fields.map((field) => getStructField(base, field.name));
}
