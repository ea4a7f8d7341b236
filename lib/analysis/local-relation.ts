import { AnalysisError } from '../errors/index.ts';
import { castTo, tightestCommonType } from '../expression/coercion.ts';
import { attributeReference, type Expr } from '../expression/expr.ts';
import { lookupFunction } from '../expression/function-registry.ts';
import { nameOf } from '../expression/name-of.ts';
import { exists } from '../expression/traverse.ts';
import { isNullable, typeOf } from '../expression/type-of.ts';
import { type LocalRelation, type LogicalPlan, localRelation } from '../plan/logical-plan.ts';
import { type DataType, NullType, sqlName } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { checkNames, namesIn, resolveNames } from './resolve-names.ts';
import { resolveTypes } from './resolve-types.ts';
import { scopeOf } from './scope.ts';

/** `VALUES (1, 'a'), (2, 'b')`: rows of one length, columns `col1`, `col2`, … of common types; those of `createDataFrame` have their columns. */
export function resolveLocalRelation(plan: LocalRelation, analyzer: Analyzer): LogicalPlan {
  const names = namesIn(scopeOf([], analyzer.outer), analyzer);
  const rows = plan.rows.map((row) =>
    row.map((written) => {
      const named = resolveNames(written, names, analyzer);
      checkNames(named, []);
      return constantOf(resolveTypes(named, analyzer));
    }),
  );
  if (plan.output.length > 0) return localRelation(rows, plan.output);
  const [first = []] = rows;
  const ragged = rows.findIndex((row) => row.length !== first.length);
  if (ragged >= 0)
    throw new AnalysisError('INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH', {
      expectedNumCols: first.length,
      actualNumCols: rows[ragged]?.length ?? 0,
      rowIndex: ragged,
    });
  const types = first.map((_, i) => {
    const present = rows.flatMap((row) => row.slice(i, i + 1)).map(typeOf);
    const type = present.reduce<DataType | undefined>(
      (a, b) => a && tightestCommonType(a, b, analyzer.evaluation),
      NullType,
    );
    if (type !== undefined) return type;
    throw new AnalysisError('INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE', {
      colName: `\`col${i + 1}\``,
      types: [...new Set(present.map(sqlName))].join(', '),
    });
  });
  const output = types.map((dataType, i) =>
    attributeReference({
      name: `col${i + 1}`,
      exprId: analyzer.nextExprId(),
      dataType,
      nullable: rows.some((row) => row.slice(i, i + 1).some(isNullable)),
    }),
  );
  const cast = rows.map((row) => row.map((value, i) => castTo(value, types[i] ?? typeOf(value), analyzer.evaluation)));
  return localRelation(cast, output);
}

/** A value of a row, which no row of a table can give. */
function constantOf(value: Expr): Expr {
  const subquery = exists(value, ({ kind }) => kind === 'SubqueryExpr');
  if (subquery) throw new AnalysisError('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES', {});
  if (!exists(value, needsRows)) return value;
  throw new AnalysisError('INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE', { expr: nameOf(value) });
}

const needsRows = (expr: Expr): boolean =>
  expr.kind === 'WindowExpr' ||
  (expr.kind === 'Call' && ['aggregate', 'generator'].includes(lookupFunction(expr.name)?.kind ?? ''));
