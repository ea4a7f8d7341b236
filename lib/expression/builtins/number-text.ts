import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin } from './define-builtin.ts';
import { javaDigits } from './java-digits.ts';

/** Java's Double.toString. */
export const doubleText = (value: number): string => javaText(value, false);

/** Java's Float.toString, given the float widened to a double. */
export const floatText = (value: number): string => javaText(value, true);

function javaText(value: number, isFloat: boolean): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  if (magnitude === 0) return `${sign}0.0`;
  const java = javaDigits(magnitude, isFloat);
  const digits = java.digits.replace(/0+$/, '');
  const exponent = java.exponent - 1;
  if (exponent >= -3 && exponent < 7) return sign + plainDigits(digits, exponent);
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
}

function plainDigits(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 2, '0');
  return `${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1)}`;
}

/** Java's BigDecimal.toString of plain decimal text: scientific once more than six zeros would follow the point. */
export function bigDecimalText(plain: string): string {
  const [, sign = '', integral = '', fraction = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(plain) ?? [];
  const digits = `${integral}${fraction}`.replace(/^0+(?=\d)/, '');
  const scale = fraction.length;
  const adjusted = digits.length - 1 - scale;
  if (adjusted >= -6) return plain;
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  return `${sign}${mantissa}E${adjusted}`;
}

/** Java's DecimalFormat of what is no finite number. */
const unendingText = (text: string): string => (/nan/i.test(text) ? 'NaN' : text.startsWith('-') ? '-∞' : '∞');

/** A number with thousands separators and a fixed number of decimals, rounded half to even as Java's DecimalFormat does. */
function formatNumber(text: string, decimals: number): string | null {
  if (decimals < 0) return null;
  if (!Number.isFinite(Number(text))) return unendingText(text);
  return new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    roundingMode: 'halfEven',
  } as Intl.NumberFormatOptions).format(text as Intl.StringNumericLiteral);
}

/** A percent sign beside the digits shows hundredths. */
function hundredfold(text: string, around: string): string {
  if (!around.includes('%')) return text;
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  return `${mantissa}e${Number(exponent) + 2}`;
}

/** A number by a pattern of Java's DecimalFormat: digits, groups and fraction; text around them stays. */
function formatPattern(text: string, pattern: string): string | null {
  if (pattern === '') return formatNumber(text, 0);
  if (!Number.isFinite(Number(text))) return unendingText(text);
  const [, prefix = '', integral = '', fraction = '', suffix = ''] =
    /^([^#0,.]*)([#0,]*)(?:\.([#0]*))?(.*)$/.exec(pattern) ?? [];
  const comma = integral.lastIndexOf(',');
  const size = comma < 0 ? 0 : integral.length - comma - 1;
  const plain = new Intl.NumberFormat('en-US', {
    minimumIntegerDigits: Math.max(1, integral.replace(/[^0]/g, '').length),
    minimumFractionDigits: fraction.replace(/[^0]/g, '').length,
    maximumFractionDigits: fraction.length,
    roundingMode: 'halfEven',
    useGrouping: false,
  } as Intl.NumberFormatOptions).format(hundredfold(text, prefix + suffix) as Intl.StringNumericLiteral);
  const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(.*)$/.exec(plain) ?? [];
  const grouped = size === 0 ? whole : whole.replace(new RegExp(`\\B(?=(\\d{${size}})+$)`, 'g'), ',');
  return `${sign}${prefix}${grouped}${rest}${suffix}`;
}

const SUFFIXED = /^[\0- ]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[dDfF][\0- ]*$/;
const HEXADECIMAL = /^[\0- ]*([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)[dDfF]?[\0- ]*$/;

/** What Java's Double.parseDouble takes beyond plain numbers: a suffix, and hexadecimal digits with a binary exponent. */
function parseDouble(text: string): number | null {
  const suffixed = SUFFIXED.exec(text);
  if (suffixed !== null) return Number(suffixed[1]);
  const [, sign, integral = '', fraction = '', exponent] = HEXADECIMAL.exec(text) ?? [];
  if (integral + fraction === '') return null;
  const magnitude = Number(`0x${integral}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -magnitude : magnitude;
}

/** Numbers as text. */
export const numberTextBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_double_text(DOUBLE) VARCHAR', doubleText),
  builtin('mr_parse_double(VARCHAR) DOUBLE', parseDouble),
  builtin('mr_float_text(DOUBLE) VARCHAR', floatText),
  builtin('mr_big_decimal_text(VARCHAR) VARCHAR', bigDecimalText),
  builtin('mr_format_pattern(VARCHAR, VARCHAR) VARCHAR', formatPattern),
  builtin('mr_format_number(VARCHAR, INTEGER) VARCHAR', formatNumber),
];
