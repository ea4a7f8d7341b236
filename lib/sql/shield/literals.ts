import { intervalLiteral } from '../interval-literal.ts';
import type { Token } from '../lexer.ts';
import { stringValue } from '../string-literal.ts';
import { isLiteralType, typedLiteral } from '../typed-literal.ts';
import type { Shielding } from './shielding.ts';

/** `INTERVAL …`, `DATE '…'`, `X'…'`. */
export function shieldLiteral(token: Token, shielding: Shielding): boolean {
  const { sql, tokens, index } = shielding;
  if (token.lower === 'interval') {
    const interval = intervalLiteral(sql, tokens, index);
    if (interval === undefined) return false;
    shielding.literal(interval.literal, interval.next - index);
    return true;
  }
  const text = shielding.peek(1);
  if (shielding.operand || !isLiteralType(token.lower) || text.kind !== 'string') return false;
  shielding.literal(typedLiteral(token.lower, stringValue(text.text), sql, token.start), 2);
  return true;
}
