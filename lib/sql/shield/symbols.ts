import { AnalysisError } from '../../errors/index.ts';
import type { Token } from '../lexer.ts';
import { numberLiteral } from '../number-literal.ts';
import { errorAt, unsupportedSql } from '../sql-error.ts';
import { closingIndex } from '../token-search.ts';
import { UNSIGNED_SHIFT } from './markers.ts';
import type { Shielding } from './shielding.ts';

type Rule = (token: Token, shielding: Shielding) => void;

/** Writes a symbol as the parser knows it, with the literal or the type that belongs to it. */
export function shieldSymbol(token: Token, shielding: Shielding): void {
  (RULES[token.text] ?? plain)(token, shielding);
}

const SPELLINGS: Readonly<Record<string, string>> = { '!': 'NOT', '==': '=', '!=': '<>' };

const plain: Rule = ({ text }, shielding) => {
  const written = SPELLINGS[text] ?? text;
  shielding.emit(written, written.toLowerCase(), text === ')' || text === ']');
};

/** The symbol as it stands, where it is expected. */
const unless =
  (isWrong: (shielding: Shielding) => boolean): Rule =>
  (token, shielding) => {
    if (isWrong(shielding)) throw shielding.unexpected(token);
    plain(token, shielding);
  };

const RULES: Readonly<Record<string, Rule>> = {
  '-': (token, shielding) => {
    const next = shielding.peek(1);
    if (shielding.operand || next.kind !== 'number') plain(token, shielding);
    else shielding.literal(numberLiteral(`-${next.text}`, shielding.sql, token.start), 2);
  },
  '+': (token, shielding) => {
    if (shielding.operand) plain(token, shielding);
    else shielding.emit('', '+', false);
  },
  ';': (_, shielding) => {
    const next = shielding.peek(1);
    if (next.kind !== 'end' && next.text !== ';') throw shielding.unexpected(next);
    shielding.index++;
  },
  '::': (token, shielding) => {
    plain(token, shielding);
    postfixType(shielding);
  },
  '>>>': (_, shielding) => shielding.emit(`>> ${shielding.literalIndex(UNSIGNED_SHIFT)} >>`, '>>', false),
  '|>': () => {
    throw unsupportedSql('pipe syntax in a subquery', 'Give the subquery a name with a view.');
  },
  ':': () => {
    throw new AnalysisError('COLUMN_IS_NOT_VARIANT_TYPE');
  },
  ',': (token, shielding) => {
    const next = shielding.peek(1);
    if (next.lower === 'from') throw errorAt('TRAILING_COMMA_IN_SELECT', {}, shielding.sql, token.start);
    if (next.kind === 'end' || next.text === ')') throw shielding.unexpected(next);
    plain(token, shielding);
  },
  '!': unless(({ operand }) => operand),
  '[': unless(({ operand }) => !operand),
  ']': unless(({ before }) => before[0] === '['),
  ')': unless(({ before }) => before[0] === '(' && before[1] === 'by'),
};

/** The type after `::`: a word with its brackets, or an interval type. */
function postfixType(shielding: Shielding): void {
  const { tokens, index: start } = shielding;
  let end = start + 1;
  if (tokens[start]?.lower === 'interval') {
    while (/^(to|year|month|day|hour|minute|second)$/.test(tokens[end]?.lower ?? '')) end++;
  } else if (tokens[end]?.text === '(') {
    end = closingIndex(tokens, end) + 1;
  } else if (/^<[^=]?$/.test(tokens[end]?.text ?? '')) {
    let depth = 0;
    do {
      const text = tokens[end++]?.text ?? '';
      depth += text.split('<').length - text.split('>').length;
    } while (depth > 0 && end < tokens.length);
  }
  shielding.emit(shielding.type(start, end), '', true, end - start);
}
