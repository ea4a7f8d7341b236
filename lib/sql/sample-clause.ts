import type { Token } from './lexer.ts';

/** `TABLESAMPLE (n PERCENT)` or `(n ROWS)`. */
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
  if (open?.text !== '(' || amount?.kind !== 'number' || close?.text !== ')') return undefined;
  if (unit?.lower !== 'percent' && unit?.lower !== 'rows') return undefined;
  return { clause: { unit: unit.lower, amount: Number(amount.text) }, next: index + 5 };
}
