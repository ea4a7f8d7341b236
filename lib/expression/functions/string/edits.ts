import { BinaryType, StringType } from '../../../types/data-type.ts';
import { castTo } from '../../coercion.ts';
import { type Expr, literal } from '../../expr.ts';
import type { FunctionRecord } from '../../function-record.ts';
import { typeOf } from '../../type-of.ts';
import { INT, STRING, STRING_OR_BINARY } from '../../type-rule.ts';
import { constantText, firstType } from '../arguments.ts';
import { type Head, scalar } from '../define.ts';
import { atLeast } from './at-least.ts';
import { isBinary } from './is-binary.ts';

/** Text in, text out. */
const text = (head: Head, sql: (x: string) => string): FunctionRecord =>
  scalar(head, { params: [STRING], returns: StringType, sql: ([x]) => sql(x) });

/** DuckDB's case mapping is one letter to one letter; Java's, as JavaScript's, is not. For ASCII both agree. */
const caseMapping = (head: Head, sql: string): FunctionRecord =>
  text(head, (x) => `CASE WHEN length(${x}) = strlen(${x}) THEN ${sql}(${x}) ELSE mr_${sql}(${x}) END`);

const pad = (head: Head, side: 'lpad' | 'rpad'): FunctionRecord =>
  scalar(head, {
    params: [STRING_OR_BINARY, INT, STRING_OR_BINARY],
    required: 2,
    refine: ([x, n, padding], context) => {
      if (x === undefined || n === undefined || typeOf(x).kind !== 'binary')
        return [x, n, padding]
          .flatMap((arg) => arg ?? [])
          .map((arg, i) => (i === 2 ? castTo(arg, StringType, context) : arg));
      if (padding === undefined) return [x, n, literal('AA==', BinaryType)];
      return typeOf(padding).kind === 'binary' ? [x, n, padding] : [castTo(x, StringType, context), n, padding];
    },
    returns: firstType,
    sql: ([x, n, padding = `' '`], expr) => {
      if (isBinary(expr)) return `unhex(mr_pad_bytes(hex(${x}), ${n}, hex(${padding}), ${side === 'lpad'}))`;
      const known = expr.args.length === 2 ? ' ' : constantText(expr.args[2]);
      const width = atLeast(n, 0);
      const cut = `left(${x}, ${width})`;
      if (known === '') return cut;
      const padded = `${side}(${x}, ${width}, ${padding})`;
      return known === undefined ? `CASE WHEN ${padding} = '' THEN ${cut} ELSE ${padded} END` : padded;
    },
  });

/** With one argument blanks are trimmed; with two, the first says which characters (`TRIM(BOTH c FROM str)`). */
const trim = (head: Head, sql: string): FunctionRecord =>
  scalar(head, {
    params: [STRING, STRING],
    required: 1,
    returns: StringType,
    sql: ([a, b]) => (b === undefined ? `${sql}(${a}, ' ')` : `${sql}(${b}, ${a})`),
  });

/** Texts changed: their case, their ends, parts replaced. */
export const stringEdits: readonly FunctionRecord[] = [
  caseMapping(['upper', 'upper(str)', 'Upper-case letters.', 'ucase'], 'upper'),
  caseMapping(['lower', 'lower(str)', 'Lower-case letters.', 'lcase'], 'lower'),
  text(
    ['initcap', 'initcap(str)', 'A capital at the start of each word, small letters elsewhere.'],
    (x) => `mr_initcap(${x})`,
  ),
  trim(
    ['trim', 'trim([BOTH | LEADING | TRAILING] [chars FROM] str)', 'Without blanks, or some characters, at both ends.'],
    'trim',
  ),
  trim(['ltrim', 'ltrim([chars, ]str)', 'Without blanks, or some characters, at the start.'], 'ltrim'),
  trim(['rtrim', 'rtrim([chars, ]str)', 'Without blanks, or some characters, at the end.'], 'rtrim'),
  scalar(['btrim', 'btrim(str[, chars])', 'Without blanks, or some characters, at both ends.'], {
    params: [STRING, STRING],
    required: 1,
    returns: StringType,
    sql: ([x, chars = `' '`]) => `trim(${x}, ${chars})`,
  }),
  pad(['lpad', 'lpad(str, len[, pad])', 'Filled up on the left, or cut, to a length.'], 'lpad'),
  pad(['rpad', 'rpad(str, len[, pad])', 'Filled up on the right, or cut, to a length.'], 'rpad'),
  scalar(['replace', 'replace(str, search[, replace])', 'With every occurrence of a text replaced.'], {
    params: [STRING, STRING, STRING],
    required: 2,
    returns: StringType,
    sql: ([x, search, by = `''`]) => `replace(${x}, ${search}, ${by})`,
  }),
  scalar(['translate', 'translate(str, from, to)', 'With characters replaced one by one.'], {
    params: [STRING, STRING, STRING],
    returns: StringType,
    sql: ([x, from, to]) => `translate(${x}, ${from}, ${to})`,
  }),
  scalar(['overlay', 'overlay(str PLACING replace FROM pos [FOR len])', 'With a part replaced.'], {
    params: [STRING_OR_BINARY, STRING_OR_BINARY, INT, INT],
    required: 3,
    refine: ([x, by, ...rest], context) => {
      const binary = typeOf(x as Expr).kind === 'binary' && typeOf(by as Expr).kind === 'binary';
      return [...[x as Expr, by as Expr].map((arg) => (binary ? arg : castTo(arg, StringType, context))), ...rest];
    },
    returns: firstType,
    sql: ([x, by, position, n], expr) => {
      if (isBinary(expr)) return `unhex(mr_overlay_bytes(hex(${x}), hex(${by}), ${position}, ${n ?? '-1'}))`;
      const length = n === undefined ? `length(${by})` : `CASE WHEN ${n} < 0 THEN length(${by}) ELSE ${n} END`;
      return `(left(${x}, CASE WHEN ${position} < 1 THEN 0 ELSE ${position} - 1 END) || ${by} || substring(${x}, CAST(${position} + ${length} AS BIGINT)))`;
    },
  }),
  scalar(['reverse', 'reverse(expr)', 'The characters, or elements, in reverse.'], {
    params: [
      {
        words: '("STRING" or "ARRAY")',
        accepts: (t) => t.kind === 'string' || t.kind === 'binary' || t.kind === 'array',
        target: StringType,
      },
    ],
    returns: firstType,
    sql: ([x], expr) =>
      isBinary(expr)
        ? `unhex(mr_reverse_bytes(hex(${x})))`
        : firstType(expr.args).kind === 'array'
          ? `list_reverse(${x})`
          : `CASE WHEN length(${x}) = strlen(${x}) THEN reverse(${x}) ELSE mr_reverse(${x}) END`,
  }),
  text(
    ['quote', 'quote(str)', 'The text in single quotes, those inside of it with a backslash.'],
    (x) => `('''' || replace(${x}, '''', '\\''') || '''')`,
  ),
  text(['soundex', 'soundex(str)', 'The Soundex code of a word.'], (x) => `mr_soundex(${x})`),
];
