/** A piece of a datetime pattern: one run of a letter, or literal text. */
export type PatternPart =
  | { readonly letter: string; readonly count: number }
  | { readonly text: string }
  /** The brackets around what text may lack: `yyyy[-MM]`. */
  | { readonly optional: 'start' | 'end' };

/** Raises what the caller raises for a letter that no pattern may have. */
export type RefuseLetter = (letter: string) => never;

/** The parts of a pattern: `yyyy-MM-dd'T'HH` and the like. */
export function patternParts(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  for (const [run, quoted, letter] of pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']/g)) {
    if (quoted !== undefined) parts.push({ text: quoted === '' ? "'" : quoted.replaceAll("''", "'") });
    else if (letter !== undefined) parts.push({ letter, count: run.length });
    else if (run === '[' || run === ']') parts.push({ optional: run === '[' ? 'start' : 'end' });
    else parts.push({ text: run });
  }
  return parts;
}

/** Whether text read by the pattern says its zone, so that it is an instant and no wall clock. */
export const hasZone = (pattern: string): boolean =>
  patternParts(pattern).some((part) => 'letter' in part && 'VzOXxZ'.includes(part.letter));
