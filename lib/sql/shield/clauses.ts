import type { Token } from '../lexer.ts';
import { type SampleClause, sampleClause } from '../sample-clause.ts';
import { unsupportedSql } from '../sql-error.ts';
import { closingIndex, findAtDepth } from '../token-search.ts';
import { type WatermarkClause, watermarkClause } from '../watermark-clause.ts';
import type { Shielding } from './shielding.ts';

/** A clause behind a relation, which starts with a word that the parser takes for an alias or reads in another place. */
export function shieldClause(token: Token, shielding: Shielding): boolean {
  return shielding.operand && (CLAUSES[token.lower]?.(shielding) ?? false);
}

const CLAUSES: Readonly<Record<string, (shielding: Shielding) => boolean>> = {
  match_recognize: (shielding) => {
    if (shielding.peek(1).text === '(') throw unsupportedSql('MATCH_RECOGNIZE');
    return false;
  },
  pivot,
  tablesample: (shielding) => sampled(shielding, sampleClause(shielding.tokens, shielding.index)),
  unpivot,
  watermark: (shielding) => sampled(shielding, watermarkClause(shielding.sql, shielding.tokens, shielding.index)),
};

function sampled(
  shielding: Shielding,
  found: { readonly clause: WatermarkClause | SampleClause; readonly next: number } | undefined,
): boolean {
  if (found === undefined) return false;
  shielding.emit(shielding.sample(found.clause), ')', true, found.next - shielding.index);
  return true;
}

/** `UNPIVOT [INCLUDE | EXCLUDE NULLS] (value FOR name IN (…))`. */
function unpivot(shielding: Shielding): boolean {
  const { tokens, index } = shielding;
  const hasMode = /^(include|exclude)$/.test(shielding.peek(1).lower) && shielding.peek(2).lower === 'nulls';
  const open = index + (hasMode ? 3 : 1);
  if (tokens[open]?.text !== '(') return false;
  const close = closingIndex(tokens, open);
  for (let i = open + 1; i < close; i++) {
    const lower = tokens[i]?.lower ?? '';
    if (lower === 'for' || lower === 'in') shielding.replace(i, lower.toUpperCase());
  }
  const words = hasMode ? `UNPIVOT ${shielding.peek(1).text.toUpperCase()} NULLS` : 'UNPIVOT';
  shielding.emit(words, 'unpivot', false, open - index);
  return true;
}

/** `PIVOT (aggregates FOR column IN (values))`. */
function pivot(shielding: Shielding): boolean {
  const { tokens, index } = shielding;
  const open = index + 1;
  if (tokens[open]?.text !== '(') return false;
  const close = closingIndex(tokens, open);
  const at = findAtDepth(tokens, open + 1, ({ lower, kind }) => kind === 'word' && lower === 'for');
  if (at >= close) return false;
  shielding.replace(at, 'FOR');
  const within = findAtDepth(tokens, at + 1, ({ lower }) => lower === 'in');
  if (within < close) shielding.replace(within, 'IN');
  shielding.emit('PIVOT', 'pivot', false);
  return true;
}
