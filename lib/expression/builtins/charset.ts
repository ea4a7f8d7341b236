import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin, fail } from './define-builtin.ts';

/** A character set: bytes of text and back; undefined where there are none. */
interface Charset {
  readonly encode: (text: string) => Buffer | undefined;
  readonly decode: (bytes: Buffer) => string | undefined;
}

const singleByte = (most: number): Charset => ({
  encode: (text) =>
    [...text].every((char) => (char.codePointAt(0) ?? 0) <= most) ? Buffer.from(text, 'latin1') : undefined,
  decode: (bytes) => (bytes.every((byte) => byte <= most) ? bytes.toString('latin1') : undefined),
});

const LONE_SURROGATE = /\p{Surrogate}/u;

function decodeWith(label: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

function utf16(bytes: Buffer, bigEndian: boolean): string | undefined {
  if (bytes.length % 2 === 1) return undefined;
  const text = (bigEndian ? swapped(bytes) : bytes).toString('utf16le');
  return LONE_SURROGATE.test(text) ? undefined : text;
}

/** UTF-16 by its byte order mark; big endian without one. */
function markedUtf16(bytes: Buffer): string | undefined {
  const mark = bytes.subarray(0, 2).toString('hex');
  return utf16(mark === 'fffe' || mark === 'feff' ? bytes.subarray(2) : bytes, mark !== 'fffe');
}

function encodeUtf32(text: string): Buffer {
  const codes = [...text].map((char) => char.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(4 * codes.length);
  for (const [i, code] of codes.entries()) bytes.writeUInt32BE(code, 4 * i);
  return bytes;
}

function decodeUtf32(bytes: Buffer): string | undefined {
  if (bytes.length % 4 !== 0) return undefined;
  const codes = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32BE(4 * i));
  if (codes.some((code) => code > 0x10ffff || (code >= 0xd800 && code < 0xe000))) return undefined;
  return codes
    .map((code) => String.fromCodePoint(code))
    .join('')
    .replace(/^\ufeff/, '');
}

const CHARSETS: Readonly<Record<string, Charset>> = Object.freeze({
  'iso-8859-1': singleByte(0xff),
  'us-ascii': singleByte(0x7f),
  'utf-16': {
    encode: (text: string) => (text === '' ? Buffer.alloc(0) : swapped(Buffer.from(`\ufeff${text}`, 'utf16le'))),
    decode: markedUtf16,
  },
  'utf-16be': {
    encode: (text: string) => swapped(Buffer.from(text, 'utf16le')),
    decode: (bytes: Buffer) => utf16(bytes, true),
  },
  'utf-16le': {
    encode: (text: string) => Buffer.from(text, 'utf16le'),
    decode: (bytes: Buffer) => utf16(bytes, false),
  },
  'utf-32': { encode: encodeUtf32, decode: decodeUtf32 },
  'utf-8': {
    encode: (text: string) => Buffer.from(text, 'utf8'),
    decode: (bytes: Buffer) => decodeWith('utf-8', bytes),
  },
});

function charsetOf(name: string, functionName: 'encode' | 'decode'): Charset {
  const charset = CHARSETS[name.toLowerCase()];
  if (charset !== undefined) return charset;
  const charsets = Object.keys(CHARSETS).join(', ');
  return fail('INVALID_PARAMETER_VALUE.CHARSET', {
    parameter: '`charset`',
    functionName: `\`${functionName}\``,
    charsets,
    charset: name,
  });
}

const malformed = (functionName: 'encode' | 'decode', charset: string): never =>
  fail('MALFORMED_CHARACTER_CODING', { function: `\`${functionName}\``, charset });

const encode = (text: string, charset: string): string =>
  (charsetOf(charset, 'encode').encode(text) ?? malformed('encode', charset)).toString('hex');

const decode = (hex: string, charset: string): string =>
  charsetOf(charset, 'decode').decode(Buffer.from(hex, 'hex')) ?? malformed('decode', charset);

const decodeUtf8 = (hex: string): string => Buffer.from(hex, 'hex').toString('utf8');

const isUtf8 = (hex: string): boolean => decodeWith('utf-8', Buffer.from(hex, 'hex')) !== undefined;

function validateUtf8(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const shown = [...bytes].map((byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  return decodeWith('utf-8', bytes) ?? fail('INVALID_UTF8_STRING', { str: shown });
}

/** Character sets. Bytes go in and out as hexadecimal digits. */
export const charsetBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_decode_utf8(VARCHAR) VARCHAR', decodeUtf8),
  builtin('mr_encode(VARCHAR, VARCHAR) VARCHAR', encode),
  builtin('mr_decode(VARCHAR, VARCHAR) VARCHAR', decode),
  builtin('mr_is_utf8(VARCHAR) BOOLEAN', isUtf8),
  builtin('mr_validate_utf8(VARCHAR) VARCHAR', validateUtf8),
  builtin(
    'mr_try_validate_utf8(VARCHAR) VARCHAR',
    (hex: string) => decodeWith('utf-8', Buffer.from(hex, 'hex')) ?? null,
  ),
];
