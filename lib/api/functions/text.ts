import type { Column } from '../column.ts';
import type { ColumnOrName, ExpressionOf, ExpressionsOf } from '../typing/argument.ts';
import type { Returns } from '../typing/expression-type.ts';
import { binary, invoke, lit, ofColumns, unary, variadic, withDefaults, withLiterals } from './call-function.ts';

type Text = 'string' | null;
type Truth = 'boolean' | null;

export const upper = unary<Text>('upper');
export const lower = unary<Text>('lower');
export const initcap = unary<Text>('initcap');
export const reverse = unary<Text>('reverse');
export const base64 = unary<Text>('base64');
export const unbase64 = unary<'binary' | null>('unbase64');
export const length = unary<'int' | null>('length');
export const ascii = unary<'int' | null>('ascii');
export const levenshtein = binary<'int' | null>('levenshtein');
/** The texts one after another; null if one is null. */
export const concat = variadic<Text>('concat');
/** `length` characters from `position` on, counted from 1. */
export const substring = withLiterals<Text, [position: number, length: number]>('substring');
/** The text before the n-th delimiter, counted from the end where n is negative. */
export const substringIndex = withLiterals<Text, [delimiter: string, n: number]>('substring_index');
/** The group of a Java regular expression's first match; '' where it does not match. */
export const regexpExtract = withLiterals<Text, [pattern: string, group: number]>('regexp_extract');
/** Every match of a Java regular expression replaced. */
export const regexpReplace = withLiterals<Text, [pattern: string, replacement: string]>('regexp_replace');
export const lpad = withLiterals<Text, [length: number, pad: string]>('lpad');
export const rpad = withLiterals<Text, [length: number, pad: string]>('rpad');
export const repeat = withLiterals<Text, [times: number]>('repeat');
/** Characters of `from` replaced by those of `to` in the same place. */
export const translate = withLiterals<Text, [from: string, to: string]>('translate');
/** The place of the first occurrence of a text, from 1 on; 0 where there is none. */
export const instr = withLiterals<'int' | null, [part: string]>('instr');
/** The parts between matches of a Java regular expression; at most `limit` where it is positive. */
export const split = withLiterals<readonly 'string'[] | null, [pattern: string, limit?: number]>('split');
/** The first characters. */
export const left = binary<Text>('left');
/** The last characters. */
export const right = binary<Text>('right');
/** So many spaces. */
export const space = unary<Text>('space');
/** The character of a code below 256. */
export const chr = unary<Text>('chr');
/** The same as {@link chr}. */
export const char = unary<Text>('char');
export const contains = binary<Truth>('contains');
export const startswith = binary<Truth>('startswith');
export const endswith = binary<Truth>('endswith');
/** Without spaces, or the characters of a column, at both ends. */
export const btrim = ofColumns<Text, [column: ColumnOrName, characters?: ColumnOrName]>('btrim');
/** The n-th of the texts behind the first argument n, counted from 1. */
export const elt = variadic<Text>('elt');
/** The place of a text in a text of parts with commas between them, or 0. */
export const findInSet = binary<'int' | null>('find_in_set');
/** A number with thousands separators and so many decimals. */
export const formatNumber = withLiterals<Text, [decimals: number]>('format_number');
/** Whether digits pass the check of Luhn. */
export const luhnCheck = unary<Truth>('luhn_check');
/** Letters and digits replaced, as far as no column says otherwise by X, x and n. */
export const mask = withDefaults<
  Text,
  [column: ColumnOrName, upper?: ColumnOrName, lower?: ColumnOrName, digit?: ColumnOrName, other?: ColumnOrName]
>('mask', null, 'X', 'x', 'n', null);
/** Text with the part from `position` on replaced, as long as the replacement if no length is given. */
export const overlay = <const A extends ColumnOrName, const B extends ColumnOrName>(
  column: A,
  replacement: B,
  position: ColumnOrName | number,
  length: ColumnOrName | number = -1,
): Column<Returns<Text, [ExpressionOf<A>, ExpressionOf<B>]>> =>
  ofColumns<never, readonly (ColumnOrName | number)[]>('overlay')(column, replacement, position, length) as Column<
    never,
    never
  >;
/** The text in single quotes, those inside of it with a backslash. */
export const quote = unary<Text>('quote');
/** Every occurrence of a text replaced, or taken out. */
export const replace = ofColumns<Text, [column: ColumnOrName, search: ColumnOrName, replacement?: ColumnOrName]>(
  'replace',
);
export const soundex = unary<Text>('soundex');
/** The n-th part between delimiters, counted from the end where n is negative. */
export const splitPart = ofColumns<Text, [column: ColumnOrName, delimiter: ColumnOrName, n: ColumnOrName]>(
  'split_part',
);
export const md5 = unary<Text>('md5');
export const sha1 = unary<Text>('sha1');
/** SHA-2 in hexadecimal, of 224, 256, 384 or 512 bits. */
export const sha2 = withLiterals<Text, [bits: 0 | 224 | 256 | 384 | 512]>('sha2');
export const crc32 = unary<'bigint' | null>('crc32');
/** Murmur3 of the columns, as Spark computes it. */
export const hash = variadic<'int'>('hash');
/** xxHash64 of the columns, as Spark computes it. */
export const xxhash64 = variadic<'bigint'>('xxhash64');

const trimmer =
  (name: string) =>
  /** Without the characters of `characters` (spaces if not given) at the ends. */
  <const A extends ColumnOrName>(column: A, characters?: string): Column<Returns<Text, [ExpressionOf<A>]>> =>
    characters === undefined ? invoke(name, [column]) : invoke(name, [lit(characters), column]);

export const trim = trimmer('trim');
export const ltrim = trimmer('ltrim');
export const rtrim = trimmer('rtrim');

/** The texts with a separator between them; nulls are passed over. */
export const concatWs = <const A extends readonly ColumnOrName[]>(
  separator: string,
  ...columns: A
): Column<Returns<Text, ExpressionsOf<A>>> => invoke('concat_ws', [lit(separator), ...columns]);

/** The place of a text in a column, from `position` on; 0 where there is none. */
export const locate = <const A extends ColumnOrName>(
  part: string,
  column: A,
  position = 1,
): Column<Returns<'int' | null, [ExpressionOf<A>]>> => invoke('locate', [lit(part), column], [position]);

/** Text by a pattern of Java's Formatter: `formatString('%d of %s', 'n', 'name')`. */
export const formatString = <const A extends readonly ColumnOrName[]>(
  format: string,
  ...columns: A
): Column<Returns<Text, ExpressionsOf<A>>> => invoke('format_string', [lit(format), ...columns]);

/** {@link formatString} with the pattern in a column. */
export const printf = variadic<Text>('printf');
