import { startsQuery, type WordContext } from '../keywords.ts';
import type { Token } from '../lexer.ts';
import { quotedName } from '../string-literal.ts';
import { closingIndex } from '../token-search.ts';
import { PART_SEPARATOR, QUANTIFIER } from './markers.ts';
import type { Shielding } from './shielding.ts';

/** `LIKE ANY (…)`. */
export function shieldQuantifier(token: Token, shielding: Shielding, { before, after }: WordContext): boolean {
  const isQuantifier = /^(any|some|all)$/.test(token.lower) && /^i?like$/.test(before) && after === '(';
  if (isQuantifier) shielding.name(`${QUANTIFIER}${token.lower}`);
  return isQuantifier;
}

/** `* EXCEPT (a, s.b)`: names of several parts are written as one. */
export function shieldStarExcept(token: Token, shielding: Shielding, { before, after }: WordContext): boolean {
  const isList = token.lower === 'except' && before === '*' && after === '(' && !startsQuery(shielding.peek(2).lower);
  if (!isList) return false;
  const { tokens, index } = shielding;
  const close = closingIndex(tokens, index + 1);
  const names: string[][] = [[]];
  for (const { kind, text } of tokens.slice(index + 2, close)) {
    if (text === ',') names.push([]);
    else if (text !== '.') names.at(-1)?.push(kind === 'quoted' ? quotedName(text) : text);
  }
  const placeholders = names.map((parts) => shielding.placeholder(parts.join(PART_SEPARATOR)));
  shielding.emit(`EXCEPT ( ${placeholders.join(' , ')} )`, ')', true, close + 1 - index);
  return true;
}
