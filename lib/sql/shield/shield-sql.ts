import { literal } from '../../expression/expr.ts';
import { StringType } from '../../types/data-type.ts';
import type { Token, TokenKind } from '../lexer.ts';
import { numberLiteral } from '../number-literal.ts';
import { quotedName, stringValue } from '../string-literal.ts';
import { type ShieldedSql, Shielding } from './shielding.ts';
import { shieldSymbol } from './symbols.ts';
import { shieldWord } from './words.ts';

/** Shields one statement or expression; `prefix` is put before it as it stands. */
export function shieldSql(sql: string, prefix = ''): ShieldedSql {
  const shielding = new Shielding(sql);
  while (shielding.peek().kind !== 'end')
    shielding.step((token) => KINDS[token.kind as Exclude<TokenKind, 'end'>](token, shielding));
  return shielding.result(prefix);
}

const KINDS: Readonly<Record<Exclude<TokenKind, 'end'>, (token: Token, shielding: Shielding) => void>> = {
  word: shieldWord,
  quoted: (token, shielding) => shielding.name(quotedName(token.text)),
  string: (_, shielding) => shieldString(shielding),
  number: (token, shielding) => shielding.literal(numberLiteral(token.text, shielding.sql, token.start), 1),
  symbol: shieldSymbol,
};

/** Adjacent strings are one literal. */
function shieldString(shielding: Shielding): void {
  let value = '';
  let count = 0;
  for (; shielding.peek(count).kind === 'string'; count++) value += stringValue(shielding.peek(count).text);
  shielding.emit(`'${shielding.literalIndex(literal(value, StringType))}'`, '', true, count);
}
