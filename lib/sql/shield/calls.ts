import type { WordContext } from '../keywords.ts';
import { type Token, tokenize } from '../lexer.ts';
import { specialForm } from '../special-form.ts';
import { quotedName, stringValue } from '../string-literal.ts';
import { closingIndex, findAtDepth } from '../token-search.ts';
import type { Shielding } from './shielding.ts';

/** Calls with a syntax of their own: CAST, EXTRACT, TRIM and their kin. */
export function shieldCall(token: Token, shielding: Shielding, { after }: WordContext): boolean {
  return after === '(' && (CALLS[token.lower] ?? specialCall)(token, shielding);
}

type Rule = (token: Token, shielding: Shielding) => boolean;

const specialCall: Rule = (_, shielding) => {
  const form = specialForm(shielding.tokens, shielding.index);
  if (form === undefined) return false;
  for (const [at, text] of form.edits) shielding.replace(at, text);
  shielding.name(form.name);
  return true;
};

/** `CAST(x AS type)`. */
const castCall: Rule = (token, shielding) => {
  const { tokens, index } = shielding;
  const as = lastAs(tokens, index + 1);
  if (as === undefined) return false;
  const close = closingIndex(tokens, index + 1);
  if (as + 1 >= close) throw shielding.unexpected(tokens[close]);
  shielding.replace(as, `AS ${shielding.type(as + 1, close)}`, close);
  shielding.emit(token.text.toUpperCase(), token.lower, false);
  return true;
};

function lastAs(tokens: readonly Token[], open: number): number | undefined {
  let found: number | undefined;
  const close = closingIndex(tokens, open);
  const isAs = ({ kind, lower }: Token): boolean => kind === 'word' && lower === 'as';
  for (let at = open; at < close; at = findAtDepth(tokens, at + 1, isAs)) if (at > open) found = at;
  return found;
}

/** `IDENTIFIER('a.b')`: the name that the text is. */
const identifier: Rule = (_, shielding) => {
  const { tokens, index } = shielding;
  const close = closingIndex(tokens, index + 1);
  const parts = tokens.slice(index + 2, close);
  const isText = parts.every(({ kind, text }, i) => (i % 2 === 0 ? kind === 'string' : text === '||'));
  if (parts.length === 0 || !isText) return false;
  const text = parts.map((part) => (part.kind === 'string' ? stringValue(part.text) : '')).join('');
  const names = tokenize(text).filter(({ kind, text: dot }) => kind !== 'end' && dot !== '.');
  for (const [i, name] of names.entries()) {
    const placeholder = shielding.placeholder(name.kind === 'quoted' ? quotedName(name.text) : name.text);
    if (i < names.length - 1) shielding.emit(`${placeholder} .`, '.', false, 0);
    else shielding.emit(placeholder, '', true, close + 1 - index);
  }
  return true;
};

const CALLS: Readonly<Record<string, Rule>> = { cast: castCall, identifier, try_cast: castCall };
