import { createHmac } from 'node:crypto';
import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin, fail } from './define-builtin.ts';

const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex');

const reverse = (hex: string): string => bytesOf(hex).reverse().toString('hex');

/** Bytes filled up, or cut, to a length. */
function pad(hex: string, length: number, padding: string, left: boolean): string {
  const size = 2 * Math.max(length, 0);
  if (hex.length >= size || padding === '') return hex.slice(0, size);
  return left
    ? padding.repeat(Math.ceil((size - hex.length) / padding.length)).slice(0, size - hex.length) + hex
    : hex.padEnd(size, padding);
}

/** Bytes with a part replaced; a negative length is that of what comes in. */
function overlay(hex: string, by: string, position: number, length: number): string {
  const start = Math.max(position - 1, 0);
  const end = Math.max(position - 1 + (length < 0 ? by.length / 2 : length), 0);
  return hex.slice(0, 2 * start) + by + hex.slice(2 * end);
}

/** A part of bytes from a position on, counted as characters of a string are. */
function substring(hex: string, position: number, length: number): string {
  const count = hex.length / 2;
  const start = position > 0 ? position - 1 : position < 0 ? count + position : 0;
  const end = Math.min(start + length, count);
  return hex.slice(2 * Math.max(start, 0), 2 * Math.max(end, 0));
}

/** Base64 as MIME has it: other characters are passed over, the end may do without padding. */
function unbase64(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9+/]/g, '');
  if (plain.length % 4 === 1) {
    fail('CONVERSION_INVALID_INPUT', {
      str: `'${text}'`,
      fmt: `'BASE64'`,
      targetType: '"BINARY"',
      suggestion: '`try_to_binary`',
    });
  }
  return Buffer.from(plain, 'base64').toString('hex');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function toBase32(hex: string): string {
  const bits = [...bytesOf(hex)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const text = (bits.match(/.{1,5}/g) ?? []).map((part) => BASE32[Number.parseInt(part.padEnd(5, '0'), 2)]).join('');
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

/** Bytes out of Base32; other characters are passed over. */
function fromBase32(text: string): string {
  const digits = [...text.toUpperCase()].map((char) => BASE32.indexOf(char)).filter((digit) => digit >= 0);
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  return (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0')).join('');
}

const HMAC_ALGORITHMS = ['SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA-1', 'MD5'] as const;

function hmac(key: string, hex: string, algorithm: string): string {
  const plain = (name: string): string => name.toLowerCase().replace('-', '');
  const known = HMAC_ALGORITHMS.find((name) => plain(name) === plain(algorithm));
  if (known === undefined)
    return fail('INVALID_PARAMETER_VALUE.HMAC_ALGORITHM', {
      parameter: '`algorithm`',
      functionName: '`hmac`',
      algorithms: HMAC_ALGORITHMS.map((name) => `'${name}'`).join(', '),
      algorithm: `'${algorithm}'`,
    });
  if (key === '')
    return fail('INVALID_PARAMETER_VALUE.HMAC_CRYPTO_ERROR', {
      parameter: '`key`',
      functionName: '`hmac`',
      detailMessage: 'Empty key',
    });
  return createHmac(plain(known), bytesOf(key)).update(bytesOf(hex)).digest('hex');
}

/** Bytes, which go in and out as hexadecimal digits. */
export const bytesBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_reverse_bytes(VARCHAR) VARCHAR', reverse),
  builtin('mr_pad_bytes(VARCHAR, INTEGER, VARCHAR, BOOLEAN) VARCHAR', pad),
  builtin('mr_overlay_bytes(VARCHAR, VARCHAR, INTEGER, INTEGER) VARCHAR', overlay),
  builtin('mr_substring_bytes(VARCHAR, INTEGER, INTEGER) VARCHAR', substring),
  builtin('mr_unbase64(VARCHAR) VARCHAR', unbase64),
  builtin('mr_to_base32(VARCHAR) VARCHAR', toBase32),
  builtin('mr_from_base32(VARCHAR) VARCHAR', fromBase32),
  builtin('mr_hmac(VARCHAR, VARCHAR, VARCHAR) VARCHAR', hmac),
];
