import { type AttributeReference, call, type Expr } from '../../expression/expr.ts';
import { BooleanType } from '../../types/data-type.ts';

/** Calls that are null, and as a predicate not true, where one argument is null. */
const NULL_IN_NULL_OUT: ReadonlySet<string> = new Set(
  '= != < <= > >= + - * / % div negative positive not like ilike rlike between abs lower upper length trim ltrim rtrim substring date_add date_sub date_trunc to_date hour minute second day month year make_timestamp timestamp_seconds __window __window_time __add_micros'.split(
    ' ',
  ),
);

/** Columns that cannot be null in a row for which the predicate is true. */
export function notNullColumns(predicate: Expr): readonly AttributeReference[] {
  switch (predicate.kind) {
    case 'AttributeReference':
      return [predicate];
    case 'Cast':
      return predicate.mode === 'try' ? [] : notNullColumns(predicate.child);
    case 'GetStructField':
      return notNullColumns(predicate.child);
    case 'Call':
      if (predicate.name === 'isnotnull') return predicate.args.flatMap(notNullColumns);
      return NULL_IN_NULL_OUT.has(predicate.name) ? predicate.args.flatMap(notNullColumns) : [];
    default:
      return [];
  }
}

/** `column IS NOT NULL` for each nullable column that the predicates need, once. */
export function notNullPredicates(
  predicates: readonly Expr[],
  among: (column: AttributeReference) => boolean,
): readonly Expr[] {
  const columns = predicates.flatMap(notNullColumns).filter((column) => column.nullable && among(column));
  const distinct = columns.filter((column, i) => columns.findIndex((other) => other.exprId === column.exprId) === i);
  return distinct.map(isNotNull);
}

const isNotNull = (column: AttributeReference): Expr =>
  call('isnotnull', [column], { dataType: BooleanType, nullable: false });
