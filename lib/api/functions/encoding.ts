import type { ColumnOrName } from '../typing/argument.ts';
import { binary, ofColumns, unary, withLiterals } from './call-function.ts';

type Text = 'string' | null;
type Bytes = 'binary' | null;
type Formatted = [column: ColumnOrName, format?: ColumnOrName];
type UrlPart = [url: ColumnOrName, part: ColumnOrName, key?: ColumnOrName];

/** Bytes of a character set as text: `decode('bytes', 'UTF-8')`. */
export const decode = withLiterals<Text, [charset: string]>('decode');
/** Text as bytes of a character set. */
export const encode = withLiterals<Bytes, [charset: string]>('encode');
/** Bytes out of hexadecimal digits; null if there are others. */
export const unhex = unary<Bytes>('unhex');
export const toBase32 = unary<Text>('to_base32');
export const fromBase32 = unary<Bytes>('from_base32');
/** Bytes out of text: `hex` (if no format is given), `utf-8` or `base64`. */
export const toBinary = ofColumns<Bytes, Formatted>('to_binary');
/** {@link toBinary} that gives null for what is malformed. */
export const tryToBinary = ofColumns<Bytes, Formatted>('try_to_binary');
/** A number, a date, a timestamp or bytes as text by a pattern, which is a column. */
export const toChar = binary<Text>('to_char');
/** The same as {@link toChar}. */
export const toVarchar = binary<Text>('to_varchar');
/** A decimal out of text by a pattern: `toNumber('price', lit('$99.99'))`. */
export const toNumber = binary<'decimal' | null>('to_number');
/** {@link toNumber} that gives null for what does not fit. */
export const tryToNumber = binary<'decimal' | null>('try_to_number');
/** The keyed digest of a message: SHA-256, or the algorithm of a column. */
export const hmac = ofColumns<Bytes, [key: ColumnOrName, message: ColumnOrName, algorithm?: ColumnOrName]>('hmac');
export const isValidUtf8 = unary<'boolean' | null>('is_valid_utf8');
export const makeValidUtf8 = unary<Text>('make_valid_utf8');
/** The text; bytes that are no UTF-8 are an error. */
export const validateUtf8 = unary<Text>('validate_utf8');
/** The text; null for bytes that are no UTF-8. */
export const tryValidateUtf8 = unary<Text>('try_validate_utf8');
export const urlEncode = unary<Text>('url_encode');
export const urlDecode = unary<Text>('url_decode');
/** {@link urlDecode} that gives null for what is not encoded. */
export const tryUrlDecode = unary<Text>('try_url_decode');
/** A part of a URL: `parseUrl('url', lit('QUERY'), lit('id'))`. */
export const parseUrl = ofColumns<Text, UrlPart>('parse_url');
/** {@link parseUrl} that gives null for what is no URL. */
export const tryParseUrl = ofColumns<Text, UrlPart>('try_parse_url');
