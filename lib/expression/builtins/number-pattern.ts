import type { BuiltinJsFunction } from '../function-record.ts';
import { digitCounts, type NumberToken, numberTokens } from '../number-pattern.ts';
import { builtin, fail } from './define-builtin.ts';

/** A number being written: its digits, each for one digit of the pattern, where known; '' for a digit that is not there. */
interface Written {
  readonly digits: readonly string[];
  readonly negative: boolean;
}

/** Plain decimal text by a pattern; `#` for every digit where the number has more of them than the pattern. */
function toChar(text: string, pattern: string): string {
  const tokens = numberTokens(pattern);
  const { before, after } = digitCounts(tokens);
  const [, sign, integral = '', fraction = ''] = /^(-?)0*(\d*)\.?(\d*?)0*$/.exec(text) ?? [];
  const fits = integral.length <= before && fraction.length <= after;
  const digits = fits
    ? [...Array.from({ length: before - integral.length }, () => ''), ...integral, ...fraction.padEnd(after, '0')]
    : Array.from({ length: before + after }, () => '#');
  return write(tokens, { digits, negative: sign === '-' && integral + fraction !== '' });
}

function write(tokens: readonly NumberToken[], { digits, negative }: Written): string {
  let out = '';
  let next = 0;
  // A sign moves up to the number: blanks go before it.
  const blank = (): void => {
    out = /[-+<]$/.test(out) ? `${out.slice(0, -1)} ${out.slice(-1)}` : `${out} `;
  };
  for (const token of tokens) {
    switch (token.kind) {
      case 'digits':
        for (let i = 0; i < token.count; i++) {
          const digit = digits[next++] ?? '';
          if (digit !== '') out += digit;
          else if (token.exact) out += '0';
          else blank();
        }
        break;
      case 'separator':
        if (/\d$/.test(out)) out += ',';
        else blank();
        break;
      case 'point':
        out = `${out.replace(/ $/, '0')}.`;
        break;
      default:
        out += SHOWN[token.kind](negative);
    }
  }
  return out;
}

const SHOWN: Readonly<
  Record<Exclude<NumberToken['kind'], 'digits' | 'separator' | 'point'>, (negative: boolean) => string>
> = Object.freeze({
  dollar: () => '$',
  sign: (negative: boolean) => (negative ? '-' : '+'),
  minus: (negative: boolean) => (negative ? '-' : ' '),
  open: (negative: boolean) => (negative ? '<' : ''),
  close: (negative: boolean) => (negative ? '>' : '  '),
});

/** The regular expression of what a pattern reads. */
function reader(tokens: readonly NumberToken[]): RegExp {
  let source = '';
  let optional = 0;
  const groups = tokens.findLastIndex(({ kind }) => kind === 'separator');
  tokens.forEach((token, i) => {
    if (token.kind === 'digits') {
      const isLeading = i < groups && !token.exact;
      source += isLeading ? `(?:\\d{0,${token.count}}` : token.exact ? `\\d{${token.count}}` : `\\d{0,${token.count}}`;
      if (isLeading) optional++;
    } else if (token.kind === 'separator') {
      source += optional > 0 ? ',)?' : ',';
      if (optional > 0) optional--;
    } else source += READS[token.kind];
  });
  return new RegExp(`^${source}$`);
}

const READS: Readonly<Record<Exclude<NumberToken['kind'], 'digits' | 'separator'>, string>> = Object.freeze({
  point: '\\.?',
  dollar: '\\$',
  sign: '[-+]?',
  minus: '-?',
  open: '<?',
  close: '>?',
});

/** Text read by a pattern, as plain decimal text. */
function toNumber(text: string, pattern: string, tolerant: boolean): string | null {
  const bare = text.replace(/\s/g, '');
  if (/\d/.test(bare) && reader(numberTokens(pattern)).test(bare)) {
    return `${/[-<]/.test(bare) ? '-' : ''}${bare.replace(/[^\d.]/g, '')}`
      .replace(/^(-?)\./, '$10.')
      .replace(/\.$/, '');
  }
  if (tolerant) return null;
  return fail('INVALID_FORMAT.MISMATCH_INPUT', { format: pattern.toUpperCase(), inputType: '"STRING"', input: text });
}

/** Numbers by the patterns of to_char and to_number. */
export const numberPatternBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_to_char(VARCHAR, VARCHAR) VARCHAR', toChar),
  builtin('mr_to_number(VARCHAR, VARCHAR, BOOLEAN) VARCHAR', toNumber),
];
