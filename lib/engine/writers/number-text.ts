/** A double as Java prints it: `1.0`, `1.0E10`, `NaN`. */
export const doubleText = (value: number): string => javaText(value, (size) => String(size));

/** A float as Java prints it: the fewest digits that read back as the same float. */
export const floatText = (value: number): string => javaText(value, shortestFloat);

const MAX_FLOAT_DIGITS = 9;

function shortestFloat(size: number): string {
  for (let digits = 1; digits < MAX_FLOAT_DIGITS; digits++) {
    const text = size.toPrecision(digits);
    if (Math.fround(Number(text)) === size) return String(Number(text));
  }
  return String(Number(size.toPrecision(MAX_FLOAT_DIGITS)));
}

const SMALLEST_PLAIN = 1e-3;
const SMALLEST_SCIENTIFIC = 1e7;

function javaText(value: number, digitsOf: (size: number) => string): string {
  if (!Number.isFinite(value)) return String(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (size === 0) return `${sign}0.0`;
  const { digits, exponent } = decompose(digitsOf(size));
  if (size >= SMALLEST_PLAIN && size < SMALLEST_SCIENTIFIC) return sign + plain(digits, exponent);
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
}

/** Significant digits, and the power of ten of the first one. */
function decompose(text: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', power = '0'] = text.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  return { digits: all.slice(leading).replace(/0+$/, ''), exponent: Number(power) + whole.length - 1 - leading };
}

function plain(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** Plain decimal text as Java's BigDecimal prints it: in scientific notation below a millionth. */
export function bigDecimalText(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const exponent = digits.length - 1 - fraction.length;
  if (fraction === '' || exponent >= -6) return text;
  const rest = digits.slice(1);
  return `${sign}${digits[0]}${rest === '' ? '' : `.${rest}`}E${exponent}`;
}
