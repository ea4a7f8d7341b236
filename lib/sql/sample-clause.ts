import { ParseError } from '../errors/index.ts';
import type { Token } from './lexer.ts';

/** `TABLESAMPLE (n PERCENT)`, `(n ROWS)` or `(BUCKET n OUT OF m)`. */
export interface SampleClause {
  readonly unit: 'percent' | 'rows';
  readonly amount: number;
}

/** The clause that starts at `index`, and the index of the token after it; undefined for any other form. */
export function sampleClause(
  tokens: readonly Token[],
  index: number,
): { readonly clause: SampleClause; readonly next: number } | undefined {
  const [open, amount, unit, close] = tokens.slice(index + 1, index + 5);
  const words = tokens.slice(index + 1, index + 8).map((token) => token.lower);
  if (/^\( bucket \d+ out of \d+ \)$/.test(words.join(' '))) {
    const [part, whole] = [Number(words[2]), Number(words[5])];
    return { clause: { unit: 'percent', amount: (100 * part) / whole }, next: index + 8 };
  }
  if (open?.text !== '(' || amount?.kind !== 'number' || close?.text !== ')') return undefined;
  if (unit?.lower !== 'percent' && unit?.lower !== 'rows') return undefined;
  const share = Number(amount.text) / 100;
  if (unit.lower === 'percent' && share > 1)
    throw new ParseError('INVALID_TABLESAMPLE_FRACTION', {
      fraction: Number.isInteger(share) ? share.toFixed(1) : share,
    });
  return { clause: { unit: unit.lower, amount: Number(amount.text) }, next: index + 5 };
}
