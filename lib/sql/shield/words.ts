import { isKeyword, startsQuery, type WordContext } from '../keywords.ts';
import type { Token } from '../lexer.ts';
import { errorAt } from '../sql-error.ts';
import { shieldCall } from './calls.ts';
import { shieldClause } from './clauses.ts';
import { shieldKeyword } from './keyword-rules.ts';
import { shieldLiteral } from './literals.ts';
import { shieldQuantifier, shieldStarExcept } from './quantifiers.ts';
import type { Shielding } from './shielding.ts';

/** What takes a word for the start of something that the parser does not read as Spark does; false leaves the word. */
type Form = (token: Token, shielding: Shielding, context: WordContext) => boolean;

const FORMS: readonly Form[] = [shieldQuantifier, shieldStarExcept, shieldLiteral, shieldClause, shieldCall];

/** Writes a word, and what belongs to it: a form of its own, a keyword, or else a name. */
export function shieldWord(token: Token, shielding: Shielding): void {
  const context = shielding.context();
  if (context.before === '.') shielding.name(token.text);
  else if (FORMS.some((form) => form(token, shielding, context))) return;
  else if (isKeyword(token.lower, context)) shieldKeyword(token, shielding);
  else shieldName(token, shielding, context);
}

const LITERAL_TYPES = '"DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP", "INTERVAL", "X", "TIME"';

function shieldName(token: Token, shielding: Shielding, { before }: WordContext): void {
  const next = shielding.peek(1);
  if (token.lower === 'except' && before === '*' && !startsQuery(next.lower)) throw shielding.unexpected(next);
  if (!shielding.operand && next.kind === 'string')
    throw errorAt(
      'UNSUPPORTED_TYPED_LITERAL',
      { unsupportedType: `"${token.text.toUpperCase()}"`, supportedTypes: LITERAL_TYPES },
      shielding.sql,
      token.start,
    );
  shielding.name(token.text);
}
