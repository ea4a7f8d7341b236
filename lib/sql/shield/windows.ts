import { closingIndex } from '../token-search.ts';
import type { Shielding } from './shielding.ts';

const WORDS: Readonly<Record<string, string>> = { distribute: 'PARTITION', sort: 'ORDER' };

/** A specification of a window: DISTRIBUTE BY and SORT BY are PARTITION BY and ORDER BY. */
export function shieldWindow(open: number, shielding: Shielding): void {
  const { tokens } = shielding;
  const close = closingIndex(tokens, open);
  for (let at = open + 1; at < close; at++) {
    const word = WORDS[tokens[at]?.lower ?? ''];
    if (word !== undefined && tokens[at + 1]?.lower === 'by') shielding.replace(at, word);
  }
  const [first, second] = tokens.slice(open + 1, open + 3);
  const isReference =
    first?.kind === 'word' && !/^(partition|order|sort|distribute|cluster|rows|range)$/.test(first.lower);
  if (isReference && second?.text !== ')') throw shielding.unexpected(tokens[open]);
}

/** `WINDOW v AS w` is written as `v AS (w)`. */
export function shieldNamedWindows(shielding: Shielding): void {
  const { tokens } = shielding;
  for (let at = shielding.index + 1; tokens[at + 1]?.lower === 'as'; at++) {
    const spec = at + 2;
    if (tokens[spec]?.text === '(') {
      shieldWindow(spec, shielding);
      at = closingIndex(tokens, spec) + 1;
    } else {
      if (tokens[spec] !== undefined) shielding.enclose(spec, spec);
      at += 3;
    }
    if (tokens[at]?.text !== ',') return;
  }
}
