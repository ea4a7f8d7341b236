import { AnalysisError } from '../errors/index.ts';

/** A piece of a number pattern of `to_char` and `to_number`. */
export type NumberToken =
  /** Digits before or after the point; `exact` if they start with 0: zeros are shown, and have to be there. */
  | { readonly kind: 'digits'; readonly count: number; readonly exact: boolean }
  | { readonly kind: 'separator' | 'point' | 'dollar' | 'sign' | 'minus' | 'open' | 'close' };

const KINDS: Readonly<Record<string, Exclude<NumberToken['kind'], 'digits'>>> = Object.freeze({
  ',': 'separator',
  G: 'separator',
  '.': 'point',
  D: 'point',
  $: 'dollar',
  S: 'sign',
  MI: 'minus',
});

/** The tokens of a pattern; of `PR` the opening bracket stands first. */
export function numberTokens(pattern: string): readonly NumberToken[] {
  const tokens: NumberToken[] = [];
  for (const [text] of pattern.toUpperCase().matchAll(/[09]+|MI|PR|[\s\S]/g)) {
    if (/^[09]/.test(text)) tokens.push({ kind: 'digits', count: text.length, exact: text.startsWith('0') });
    else if (text === 'PR') tokens.splice(0, tokens.length, { kind: 'open' }, ...tokens, { kind: 'close' });
    else tokens.push({ kind: KINDS[text] ?? unexpected(pattern, `character '${text}'`) });
  }
  return tokens;
}

/** How many digits stand before and after the point. */
export function digitCounts(tokens: readonly NumberToken[]): { readonly before: number; readonly after: number } {
  const point = tokens.findIndex(({ kind }) => kind === 'point');
  const count = (part: readonly NumberToken[]): number =>
    part.reduce((sum, token) => sum + (token.kind === 'digits' ? token.count : 0), 0);
  return point < 0
    ? { before: count(tokens), after: 0 }
    : { before: count(tokens.slice(0, point)), after: count(tokens.slice(point)) };
}

function unexpected(pattern: string, token: string): never {
  throw new AnalysisError('INVALID_FORMAT.UNEXPECTED_TOKEN', {
    format: `'${pattern.toUpperCase()}'`,
    token: `${token}'`,
  });
}

const ORDER = /^(?:MI|S)?\$?[09G,]*[.D]?[09]*\$?(?:PR|MI|S)?$/;
const ONCE: readonly (readonly [pattern: RegExp, token: string])[] = [
  [/[.D]/g, '. or D'],
  [/\$/g, '$'],
  [/S/g, 'S'],
  [/MI/g, 'MI'],
  [/PR/g, 'PR'],
];

/** Refuses a pattern that Spark refuses. */
export function checkNumberPattern(pattern: string): void {
  const format = `'${pattern.toUpperCase()}'`;
  const refuse = (
    condition: `INVALID_FORMAT.${'EMPTY' | 'WRONG_NUM_DIGIT' | 'CUR_MUST_BEFORE_DIGIT' | 'CUR_MUST_BEFORE_DEC' | 'THOUSANDS_SEPS_MUST_BEFORE_DEC' | 'CONT_THOUSANDS_SEPS'}`,
  ): never => {
    throw new AnalysisError(condition, { format });
  };
  if (pattern === '') refuse('INVALID_FORMAT.EMPTY');
  const tokens = numberTokens(pattern);
  const upper = pattern.toUpperCase();
  for (const [token, name] of ONCE) {
    if ((upper.match(token)?.length ?? 0) > 1)
      throw new AnalysisError('INVALID_FORMAT.WRONG_NUM_TOKEN', { format, token: name });
  }
  if (!tokens.some(({ kind }) => kind === 'digits')) refuse('INVALID_FORMAT.WRONG_NUM_DIGIT');
  const at = (kind: NumberToken['kind']): number => tokens.findIndex((token) => token.kind === kind);
  const [dollar, digits, point] = [at('dollar'), at('digits'), at('point')];
  if (dollar > digits && (point < 0 || dollar < point)) refuse('INVALID_FORMAT.CUR_MUST_BEFORE_DIGIT');
  if (point >= 0 && dollar > point) refuse('INVALID_FORMAT.CUR_MUST_BEFORE_DEC');
  if (point >= 0 && tokens.findLastIndex(({ kind }) => kind === 'separator') > point) {
    refuse('INVALID_FORMAT.THOUSANDS_SEPS_MUST_BEFORE_DEC');
  }
  if (/[,G]{2}|^[^09]*[,G]|[,G](?![09])/.test(upper)) refuse('INVALID_FORMAT.CONT_THOUSANDS_SEPS');
  if (!ORDER.test(upper)) unexpected(pattern, `character '${upper.at(-1)}`);
}
