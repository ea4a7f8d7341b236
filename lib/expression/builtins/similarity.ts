import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin } from './define-builtin.ts';

/** Characters of one text that the other has nearby, in order. */
function common(a: readonly string[], b: readonly string[], reach: number): readonly string[] {
  const taken = new Set<number>();
  return a.filter((char, i) => {
    for (let j = Math.max(0, i - reach); j < Math.min(b.length, i + reach + 1); j++) {
      if (taken.has(j) || b[j] !== char) continue;
      taken.add(j);
      return true;
    }
    return false;
  });
}

/** The similarity of Jaro and Winkler, by UTF-16 units as Java has characters. */
function jaroWinkler(left: string, right: string): number {
  const [a, b] = [left.split(''), right.split('')];
  if (a.length === 0 && b.length === 0) return 1;
  const reach = Math.max(Math.floor(Math.max(a.length, b.length) / 2) - 1, 0);
  const [x, y] = [common(a, b, reach), common(b, a, reach)];
  const matches = x.length;
  if (matches === 0) return 0;
  const swapped = x.filter((char, i) => char !== y[i]).length / 2;
  const jaro = (matches / a.length + matches / b.length + (matches - swapped) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** Likeness of texts. */
export const similarityBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_jaro_winkler(VARCHAR, VARCHAR) DOUBLE', jaroWinkler),
];
