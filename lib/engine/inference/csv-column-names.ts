/**
 * The names of CSV columns: those of the header, or `_c0`, `_c1`, … without one. A field that says nothing is named by its position, and one whose name comes
 * twice has its position behind the name.
 */
export function csvColumnNames(
  fields: readonly string[],
  { hasHeader, nullValue, caseSensitive }: { hasHeader: boolean; nullValue: string; caseSensitive: boolean },
): readonly string[] {
  if (!hasHeader) return fields.map((_, i) => `_c${i}`);
  const isNothing = (name: string): boolean => name === '' || name === nullValue;
  const key = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  const counts = new Map<string, number>();
  for (const name of fields) counts.set(key(name), (counts.get(key(name)) ?? 0) + 1);
  return fields.map((name, i) => {
    if (isNothing(name)) return `_c${i}`;
    return (counts.get(key(name)) ?? 0) > 1 ? `${name}${i}` : name;
  });
}
