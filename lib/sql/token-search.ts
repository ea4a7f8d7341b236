import type { Token } from './lexer.ts';

const OPENING = '([';
const CLOSING = ')]';

/** Index of the bracket that closes the one at `open`, or of the end token. */
export function closingIndex(tokens: readonly Token[], open: number): number {
  return findAtDepth(tokens, open + 1, () => false);
}

/** Index of the first token from `from` on, outside brackets opened after it, that satisfies the test; else of the closing bracket or the end. */
export function findAtDepth(
  tokens: readonly Token[],
  from: number,
  test: (token: Token, index: number) => boolean,
): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (depth === 0 && test(token, i)) return i;
    if (token.kind !== 'symbol') continue;
    if (OPENING.includes(token.text)) depth++;
    else if (CLOSING.includes(token.text) && --depth < 0) return i;
  }
  return tokens.length - 1;
}
