import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference, Expr, UnresolvedStar } from '../expression/expr.ts';
import { getStructField } from '../expression/expr.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import { typeOf } from '../expression/type-of.ts';
import { quoteColumns, quoteName, sameName } from './quote.ts';
import { lookupAmong } from './scope.ts';

/** The columns of `*` or `s.*`, or the fields of `r.*` where r is a struct. */
export function expandStar(
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
