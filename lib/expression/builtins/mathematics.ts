import { ANSI_CONFIG } from '../duckdb-sql.ts';
import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin, fail } from './define-builtin.ts';

/** Unsigned digits of a 64-bit number. */
const toBase = (value: bigint, base: number): string => BigInt.asUintN(64, value).toString(base).toUpperCase();

/** Bits of 32 or 64, moved left; the distance counts modulo the width. */
const shiftLeft = (value: bigint, distance: number, bits: number): bigint =>
  BigInt.asIntN(bits, value << BigInt(distance & (bits - 1)));

const CONV_OVERFLOW = { message: 'Overflow in function conv()', alternative: '', config: ANSI_CONFIG };
const MAX_UNSIGNED = 2n ** 64n - 1n;

/** Digits of one base in another; what is no digit ends the number, and a negative target base shows the sign. */
function conv(text: string, from: number, to: number, strict: boolean): string | null {
  if (from < 2 || from > 36 || Math.abs(to) < 2 || Math.abs(to) > 36) return null;
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const negative = trimmed.startsWith('-');
  let value = 0n;
  for (const char of trimmed.slice(negative ? 1 : 0)) {
    const digit = /[0-9a-z]/i.test(char) ? Number.parseInt(char, 36) : Number.NaN;
    if (!(digit < from)) break;
    value = value * BigInt(from) + BigInt(digit);
    if (value <= MAX_UNSIGNED) continue;
    if (strict) fail('ARITHMETIC_OVERFLOW', CONV_OVERFLOW);
    value = MAX_UNSIGNED;
  }
  const signed = negative ? BigInt.asUintN(64, -value) : value;
  const shown = to < 0 ? BigInt.asIntN(64, signed) : signed;
  return shown.toString(Math.abs(to)).toUpperCase();
}

/** Numbers where DuckDB refuses arguments or lacks a function. */
export const mathematicsBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_pow(DOUBLE, DOUBLE) DOUBLE', (x: number, y: number) => x ** y),
  builtin('mr_expm1(DOUBLE) DOUBLE', Math.expm1),
  builtin('mr_log1p(DOUBLE) DOUBLE', Math.log1p),
  builtin('mr_atanh(DOUBLE) DOUBLE', Math.atanh),
  builtin('mr_hypot(DOUBLE, DOUBLE) DOUBLE', (x: number, y: number) => Math.hypot(x, y)),
  builtin('mr_to_base(BIGINT, INTEGER) VARCHAR', toBase),
  builtin('mr_shift_left(BIGINT, INTEGER, INTEGER) BIGINT', shiftLeft),
  builtin('mr_conv(VARCHAR, INTEGER, INTEGER, BOOLEAN) VARCHAR', conv),
];
