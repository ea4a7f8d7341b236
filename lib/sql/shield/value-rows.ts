import { closingIndex, findAtDepth } from '../token-search.ts';
import type { Shielding } from './shielding.ts';

const ROWS_END: ReadonlySet<string> = new Set([
  ...['as', 'order', 'limit', 'offset', 'union', 'except', 'intersect', 'minus', 'where', 'join', 'left', 'right'],
  ...['inner', 'full', 'cross', 'natural', 'group', 'having', 'lateral', ';', 'pivot', 'unpivot'],
]);

/** Rows of VALUES without parentheses get some. */
export function shieldValueRows(start: number, shielding: Shielding): void {
  const { tokens } = shielding;
  for (let at = start; ; ) {
    const end = findAtDepth(
      tokens,
      at,
      ({ kind, lower, text }) => kind === 'end' || text === ',' || text === ')' || ROWS_END.has(lower),
    );
    if (end <= at || end >= tokens.length) return;
    const close = tokens[at]?.text === '(' ? closingIndex(tokens, at) : undefined;
    const isAliased = close !== undefined && close < end - 1;
    if (close !== end - 1 && !isAliased) shielding.enclose(at, end - 1);
    if (tokens[end]?.text !== ',' || isAliased) return;
    at = end + 1;
  }
}
