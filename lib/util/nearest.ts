/** The known names in order of their likeness to `name` (letter case aside), likest first; equally like names keep their order. */
export function namesByLikeness(name: string, known: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  return known
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
}

/** The known names that a misspelt one may have been meant to be, likest first; none where none is near. */
export function nearNames(name: string, known: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  return namesByLikeness(name, known).filter((candidate) => {
    const found = candidate.toLowerCase();
    const length = Math.max(wanted.length, found.length);
    return editDistance(wanted, found) <= (length <= SHORT ? 1 : Math.max(2, Math.floor(length / 3)));
  });
}

/** Of names as short as this, two that differ in two letters have little in common. */
const SHORT = 4;

/** The known name that a misspelt one was most likely meant to be; undefined where none is near. */
export const nearestName = (name: string, known: readonly string[]): string | undefined => nearNames(name, known)[0];

/** Least number of inserted, deleted or replaced characters, or swapped neighbours, that turns one text into the other. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1, swapped ? at(beforeLast, j - 2) + 1 : Number.MAX_VALUE),
      );
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.MAX_VALUE;
