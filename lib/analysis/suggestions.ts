import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference } from '../expression/expr.ts';
import { quoteName } from './quote.ts';

const SHOWN = 5;

/** The error for a name that no column bears, with the nearest names as Spark orders them. */
export function unresolvedColumn(
  nameParts: readonly string[],
  attributes: readonly AttributeReference[],
  order: 'byName' | 'asGiven' = 'byName',
): AnalysisError {
  const objectName = quoteName(nameParts);
  const known =
    order === 'asGiven'
      ? attributes
      : attributes.toSorted((a, b) => compareText(a.name, b.name) || a.exprId - b.exprId);
  const proposal = suggestionsFor(nameParts, known);
  return proposal.length === 0
    ? new AnalysisError('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', { objectName })
    : new AnalysisError('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName, proposal: proposal.join(', ') });
}

/** Candidates by edit distance; a qualifier that all of them share is left out unless the name itself has one. */
function suggestionsFor(nameParts: readonly string[], attributes: readonly AttributeReference[]): readonly string[] {
  const candidates = attributes.map((a) => [...a.qualifier, a.name]);
  const qualifiers = new Set(candidates.map((candidate) => candidate.slice(0, -1).join('.')));
  const shown = qualifiers.size === 1 && nameParts.length === 1 ? candidates.map((c) => c.slice(-1)) : candidates;
  const base = nameParts.join('.');
  return shown
    .map((parts) => quoteName(parts))
    .map((text) => ({ text, distance: editDistance(text, base) }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, SHOWN)
    .map(({ text }) => text);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(previous, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(at(previous, j) + 1, at(current, j - 1) + 1, substitution));
    }
    previous = current;
  }
  return at(previous, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;
