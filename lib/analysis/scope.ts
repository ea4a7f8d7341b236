import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference, Expr } from '../expression/expr.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import type { Scope } from './analyzer.ts';
import { extractField } from './fields.ts';
import { quoteName, sameName } from './quote.ts';

export const scopeOf = (attributes: readonly AttributeReference[], outer?: Scope): Scope =>
  Object.freeze({ attributes, outer });

/** The column, or the field inside a column, that a name means; the query around is asked where this one has none, but not those around that. */
export function lookupName(
  nameParts: readonly string[],
  scope: Scope,
  evaluation: EvaluationContext,
): Expr | undefined {
  const found = lookupAmong(nameParts, scope.attributes, evaluation);
  if (found !== undefined || scope.outer === undefined) return found;
  return lookupAmong(nameParts, scope.outer.attributes, evaluation);
}

/** As {@link lookupName}, among these columns only. */
export function lookupAmong(
  nameParts: readonly string[],
  attributes: readonly AttributeReference[],
  evaluation: EvaluationContext,
): Expr | undefined {
  const { candidates, fields } = matchName(nameParts, attributes);
  const [first, second] = candidates;
  if (first === undefined) return undefined;
  if (second !== undefined) throw ambiguous(nameParts, candidates);
  return fields.reduce<Expr>((base, field) => extractField(base, field, evaluation), first);
}

/** A qualified match goes before a column with fields: `s.k` is column k of relation s if there is one. */
function matchName(
  nameParts: readonly string[],
  attributes: readonly AttributeReference[],
): { readonly candidates: readonly AttributeReference[]; readonly fields: readonly string[] } {
  const [first = '', second, ...rest] = nameParts;
  if (second !== undefined) {
    const qualified = attributes.filter((a) => sameName(a.name, second) && a.qualifier.some((q) => sameName(q, first)));
    if (qualified.length > 0) return { candidates: distinctById(qualified), fields: rest };
  }
  const plain = attributes.filter((a) => sameName(a.name, first));
  return { candidates: distinctById(plain), fields: nameParts.slice(1) };
}

const distinctById = (attributes: readonly AttributeReference[]): readonly AttributeReference[] =>
  attributes.filter((a, i) => attributes.findIndex((b) => b.exprId === a.exprId) === i);

function ambiguous(nameParts: readonly string[], candidates: readonly AttributeReference[]): AnalysisError {
  const referenceNames = candidates.map((a) => quoteName([...a.qualifier, a.name])).toSorted();
  return new AnalysisError('AMBIGUOUS_REFERENCE', {
    name: quoteName(nameParts),
    referenceNames: `[${referenceNames.join(', ')}]`,
  });
}
