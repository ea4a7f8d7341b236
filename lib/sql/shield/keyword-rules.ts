import { call, literal } from '../../expression/expr.ts';
import { StringType } from '../../types/data-type.ts';
import { endsOperand } from '../keywords.ts';
import type { Token } from '../lexer.ts';
import { unsupportedSql } from '../sql-error.ts';
import { closingIndex, findAtDepth } from '../token-search.ts';
import { COUNT_TEXT } from './markers.ts';
import type { Shielding } from './shielding.ts';
import { shieldValueRows } from './value-rows.ts';
import { shieldNamedWindows, shieldWindow } from './windows.ts';

/** Writes a keyword, after what stands behind it has been checked or prepared. */
export function shieldKeyword(token: Token, shielding: Shielding): void {
  const [before, beforeThat] = shielding.before;
  if (token.lower === 'table') tableQuery(shielding);
  // As the parser takes no direction after its keyword, ORDER BY ALL names what is called so.
  else if (token.lower === 'all' && before === 'by' && beforeThat === 'order') shielding.name('ALL');
  else plainKeyword(token, shielding);
}

function plainKeyword(token: Token, shielding: Shielding): void {
  followNaturalJoin(token, shielding);
  BEFORE[token.lower]?.(shielding, token);
  shielding.emit(token.text.toUpperCase(), token.lower, endsOperand(token.lower));
  BEHIND[token.lower]?.(shielding);
}

/** What is done where the keyword is the next token. */
const BEFORE: Readonly<Record<string, (shielding: Shielding, token: Token) => void>> = {
  case: (shielding) => {
    shielding.caseDepth++;
  },
  end: (shielding) => {
    shielding.caseDepth--;
  },
  on: (shielding, token) => {
    if (shielding.naturalJoin) throw shielding.unexpected(token);
  },
  over: (shielding) => {
    if (shielding.peek(1).text === '(') shieldWindow(shielding.index + 1, shielding);
  },
  select: (shielding) => {
    const next = shielding.peek(1);
    if (next.kind === 'end' || next.text === ')') throw shielding.unexpected(next);
  },
  using: (shielding) => {
    if (shielding.peek(1).text !== '(') throw shielding.unexpected(shielding.peek(1));
  },
  values: (shielding) => shieldValueRows(shielding.index + 1, shielding),
  view: checkLateralView,
  window: shieldNamedWindows,
  with: (shielding) => {
    if (shielding.peek(1).lower === 'recursive') throw unsupportedSql('WITH RECURSIVE');
  },
};

/** What is done where the keyword is written. */
const BEHIND: Readonly<Record<string, (shielding: Shielding) => void>> = {
  by: (shielding) => {
    if (shielding.before[1] === 'group') skipToGroupingSets(shielding);
  },
  limit: shieldCount,
  offset: shieldCount,
};

const NO_TABLE_CLAUSE: ReadonlySet<string> = new Set(['group', 'having', 'join', 'where']);

/** `TABLE t` is a query of all its columns. */
function tableQuery(shielding: Shielding): void {
  const { tokens } = shielding;
  let end = shielding.index + 2;
  while (tokens[end]?.text === '.') end += 2;
  const after = tokens[end];
  if (after !== undefined && NO_TABLE_CLAUSE.has(after.lower)) throw shielding.unexpected(after);
  shielding.emit('SELECT * FROM', 'from', false);
}

const JOIN_WORDS: ReadonlySet<string> = new Set([
  ...['natural', 'cross', 'full', 'inner', 'left', 'outer', 'right', 'semi', 'anti'],
]);
const ENDS_NATURAL: ReadonlySet<string> = new Set([
  ...['cross', 'full', 'inner', 'join', 'left', 'right', 'select', 'where'],
]);

function followNaturalJoin(token: Token, shielding: Shielding): void {
  if (token.lower === 'natural') shielding.naturalJoin = true;
  else if (ENDS_NATURAL.has(token.lower) && !JOIN_WORDS.has(shielding.before[0] ?? '')) shielding.naturalJoin = false;
}

/** A lateral view has a name. */
function checkLateralView(shielding: Shielding): void {
  const { tokens } = shielding;
  const open = shielding.index + (shielding.peek(1).lower === 'outer' ? 3 : 2);
  const after = tokens[tokens[open]?.text === '(' ? closingIndex(tokens, open) + 1 : open];
  if (after !== undefined && after.kind !== 'word' && after.kind !== 'quoted' && after.text !== '.')
    throw shielding.unexpected(after);
}

const GROUPING_ENDS: ReadonlySet<string> = new Set([
  ...['having', 'order', 'limit', 'union', 'except', 'intersect', 'qualify', 'window', ';'],
]);

/** `GROUP BY a, b GROUPING SETS (…)`: the sets say it all. */
function skipToGroupingSets(shielding: Shielding): void {
  const { tokens } = shielding;
  const found = findAtDepth(
    tokens,
    shielding.index,
    ({ kind, lower }) => kind === 'end' || lower === 'grouping' || GROUPING_ENDS.has(lower),
  );
  const isSets = tokens[found]?.lower === 'grouping' && tokens[found + 1]?.lower === 'sets';
  if (isSets && tokens[found - 1]?.text !== ',') shielding.index = found;
}

const COUNT_ENDS: ReadonlySet<string> = new Set(['limit', 'offset', 'union', 'except', 'intersect', 'minus', ';']);

/** An expression behind LIMIT or OFFSET is read on its own: the parser takes numbers only. */
function shieldCount(shielding: Shielding): void {
  const { sql, tokens, index } = shielding;
  const first = shielding.peek();
  const end = findAtDepth(tokens, index, ({ lower, kind }) => kind === 'end' || COUNT_ENDS.has(lower));
  const isSigned = first.text === '-';
  const isPlain = first.kind === 'number' || first.lower === 'all' || isSigned;
  if (end <= index || (isPlain && end === index + (isSigned ? 2 : 1))) return;
  const text = sql.slice(first.start, tokens[end - 1]?.end);
  shielding.literal(call(COUNT_TEXT, [literal(text, StringType)]), end - index);
}
