import type { Literal } from '../expression/expr.ts';
import { intervalLiteral } from './interval-literal.ts';
import type { Token } from './lexer.ts';
import { findAtDepth } from './token-search.ts';

/** `WATERMARK <expression> DELAY OF INTERVAL …`, cut out of the text: the expression is still text. */
export interface WatermarkClause {
  readonly eventTime: string;
  readonly delay: Literal;
}

/** The clause that starts with the word WATERMARK at `index`, and the index of the token after it; undefined if the word is a name. */
export function watermarkClause(
  sql: string,
  tokens: readonly Token[],
  index: number,
): { readonly clause: WatermarkClause; readonly next: number } | undefined {
  const delay = findAtDepth(
    tokens,
    index + 1,
    ({ lower }, i) => lower === 'delay' && tokens[i + 1]?.lower === 'of' && tokens[i + 2]?.lower === 'interval',
  );
  if (tokens[delay]?.lower !== 'delay' || delay === index + 1) return undefined;
  const interval = intervalLiteral(sql, tokens, delay + 2);
  if (interval === undefined) return undefined;
  const eventTime = sql.slice(tokens[index + 1]?.start, tokens[delay - 1]?.end);
  return { clause: { eventTime, delay: interval.literal }, next: interval.next };
}
