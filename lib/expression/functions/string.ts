import { arrayType, BinaryType, BooleanType, DoubleType, IntegerType, StringType } from '../../types/data-type.ts';
import { castTo, commonType } from '../coercion.ts';
import { duckDbType, faultSql, quoteString } from '../duckdb-sql.ts';
import { type Call, type Expr, literal } from '../expr.ts';
import type { EvaluationContext, FunctionRecord } from '../function-record.ts';
import { differentTypes, unexpectedInput } from '../mismatch.ts';
import { isNullable, typeOf } from '../type-of.ts';
import { ANY, coerceTo, INT, LONG, NUMERIC, STRING, STRING_OR_BINARY, type TypeRule, uncast } from '../type-rule.ts';
import { constantText, firstType } from './arguments.ts';
import { type Head, scalar, scalarBy } from './define.ts';

const isBinary = (expr: Call, index = 0): boolean => typeOf(expr.args[index] as Expr).kind === 'binary';
const numberLiteral = (expr: Expr | undefined): number | undefined =>
  expr?.kind === 'Literal' && typeof expr.value === 'number' ? expr.value : undefined;

/** Text in, text out. */
const text = (head: Head, sql: (x: string) => string): FunctionRecord =>
  scalar(head, { params: [STRING], returns: StringType, sql: ([x]) => sql(x) });

/** DuckDB's case mapping is one letter to one letter; Java's, as JavaScript's, is not. For ASCII both agree. */
const caseMapping = (head: Head, sql: string): FunctionRecord =>
  text(head, (x) => `CASE WHEN length(${x}) = strlen(${x}) THEN ${sql}(${x}) ELSE mr_${sql}(${x}) END`);

/** The number, but no less than another; null stays null, which `greatest` would leave out. */
const atLeast = (n: string, least: 0 | 1): string =>
  /^-?\d+$/.test(n) ? String(Math.max(Number(n), least)) : `CASE WHEN ${n} < ${least} THEN ${least} ELSE ${n} END`;

/** Positions count from 1, from the end if negative; 0 is taken for 1. */
function substringSql(x: string, position: string, length: string | undefined, expr: Call): string {
  const start = numberLiteral(expr.args[1]);
  if (isBinary(expr)) return binarySubstring(x, position, length);
  const plain = (from: string): string => plainSubstring(x, from, length);
  if (start !== undefined) return start < 0 ? substringFromEnd(x, position, length) : plain(String(Math.max(start, 1)));
  return `CASE WHEN ${position} < 0 THEN ${substringFromEnd(x, position, length)} ELSE ${plain(atLeast(position, 1))} END`;
}

/** DuckDB counts from the end too, but where that is before the start it cuts in one of two ways, as its statistics have it. */
function substringFromEnd(x: string, position: string, length: string | undefined): string {
  const start = `(length(${x}) + CAST(${position} AS BIGINT))`;
  const from = `greatest(${start}, 0)`;
  if (length === undefined) return `substring(${x}, ${from} + 1)`;
  return `substring(${x}, ${from} + 1, ${atLeast(`(${start} + ${atLeast(length, 0)} - ${from})`, 0)})`;
}

function plainSubstring(x: string, from: string, length: string | undefined): string {
  if (length === undefined) return `substring(${x}, ${from})`;
  return `substring(${x}, ${from}, ${atLeast(length, 0)})`;
}

const binarySubstring = (x: string, position: string, length: string | undefined): string =>
  `unhex(mr_substring_bytes(hex(${x}), ${position}, ${length ?? '2147483647'}))`;

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

function resolveConcat(args: readonly Expr[], context: EvaluationContext) {
  const types = args.map(typeOf);
  const nullable = args.some(isNullable);
  const kinds = new Set(types.map(({ kind }) => kind));
  if (kinds.size === 1 && kinds.has('array')) {
    const type = commonType(types, context) ?? differentTypes('concat', args);
    return { args: args.map((arg) => castTo(arg, type, context)), dataType: type, nullable };
  }
  const binary = kinds.size === 1 && kinds.has('binary');
  const checked = binary ? args : args.map((arg) => coerceTo(arg, STRING, context) ?? arg);
  const odd = checked.findIndex((arg) => !['string', 'binary', 'array'].includes(typeOf(arg).kind));
  if (odd >= 0) unexpectedInput('concat', checked, odd, '("STRING" or "BINARY" or "ARRAY")');
  if (!binary && checked.some((arg) => typeOf(arg).kind !== 'string')) differentTypes('concat', checked);
  return { args: checked, dataType: binary ? BinaryType : StringType, nullable };
}

const chained = (args: readonly string[]): string => {
  if (args.length === 0) return `''`;
  return args.length === 1 ? (args[0] ?? `''`) : `(${args.join(' || ')})`;
};

function splitPart(x: string, delimiter: string, n: string): string {
  const parts = `string_split(${x}, ${delimiter})`;
  const found = `coalesce(list_extract(${parts}, ${n}), CASE WHEN ${x} IS NOT NULL AND ${delimiter} IS NOT NULL THEN '' END)`;
  const whole = `CASE WHEN ${delimiter} IS NULL THEN NULL WHEN ${delimiter} = '' THEN CASE WHEN ${n} IN (1, -1) THEN ${x} ELSE '' END ELSE ${found} END`;
  return `CASE WHEN ${n} = 0 THEN ${faultSql('INVALID_INDEX_OF_ZERO')} ELSE ${whole} END`;
}

const occurrence = (x: string, part: string, expr: Call, index: number): string => {
  const known = constantText(expr.args[index]);
  const found = `CAST(instr(${x}, ${part}) AS INTEGER)`;
  return known !== undefined && known !== ''
    ? found
    : `CASE WHEN ${part} = '' THEN CASE WHEN ${x} IS NOT NULL THEN 1 END ELSE ${found} END`;
};

const locate = (part: string, x: string, from: string | undefined, expr: Call): string => {
  if (from === undefined) return occurrence(x, part, expr, 0);
  const rest = `instr(substring(${x}, ${from}), ${part})`;
  return `CASE WHEN ${x} IS NULL OR ${part} IS NULL THEN NULL WHEN ${from} IS NULL OR ${from} < 1 THEN 0 WHEN ${part} = '' THEN CASE WHEN ${from} <= length(${x}) + 1 THEN ${from} ELSE 0 END WHEN ${rest} = 0 THEN 0 ELSE CAST(${rest} + ${from} - 1 AS INTEGER) END`;
};

const testText = (head: Head, sql: string): FunctionRecord =>
  scalar(head, { params: [STRING, STRING], returns: BooleanType, sql: ([x, y]) => `${sql}(${x}, ${y})` });

const format = (head: Head): FunctionRecord =>
  scalar(head, {
    params: [STRING],
    rest: ANY,
    returns: StringType,
    nullable: ([pattern]) => isNullable(pattern as Expr),
    sql: ([pattern, ...values], expr) => {
      const list = values.map((v) => `coalesce(CAST(${v} AS VARCHAR), chr(0))`).join(', ');
      const kinds = expr.args
        .slice(1)
        .map((a) => typeOf(a).kind)
        .join(',');
      return `mr_format_string(${pattern}, CAST([${list}] AS VARCHAR[]), ${quoteString(kinds)})`;
    },
  });

const integer = (sql: string): string => `CAST(${sql} AS INTEGER)`;

const STRINGS: TypeRule = {
  words: '"ARRAY<STRING>"',
  accepts: (t) => t.kind === 'array' && !['array', 'map', 'struct'].includes(t.elementType.kind),
  target: undefined,
};

/** Texts with a delimiter between. DuckDB's own function wants that constant. */
function joined(list: string, delimiter: string, expr: Expr | undefined): string {
  if (expr?.kind === 'Literal') return `coalesce(array_to_string(${list}, ${delimiter}), '')`;
  return `CASE WHEN len(${list}) > 0 THEN list_reduce(${list}, lambda a, b: a || ${delimiter} || b) ELSE '' END`;
}

/** Text functions that work by character positions. */
export const stringFunctions: readonly FunctionRecord[] = [
  caseMapping(['upper', 'upper(str)', 'Upper-case letters.', 'ucase'], 'upper'),
  caseMapping(['lower', 'lower(str)', 'Lower-case letters.', 'lcase'], 'lower'),
  text(
    ['initcap', 'initcap(str)', 'A capital at the start of each word, small letters elsewhere.'],
    (x) => `mr_initcap(${x})`,
  ),
  scalarBy(
    ['concat', 'concat(expr, …)', 'Strings, binaries or arrays one after another.', '||'],
    resolveConcat,
    (args, expr) =>
      expr.dataType?.kind === 'array' && args.length === 0 ? `CAST([] AS ${duckDbType(expr.dataType)})` : chained(args),
  ),
  scalar(
    [
      'concat_ws',
      'concat_ws(sep, expr, …)',
      'Strings and arrays of strings with a separator between; nulls are left out.',
    ],
    {
      params: [STRING],
      rest: {
        words: '("STRING" or "ARRAY<STRING>")',
        accepts: (t) => t.kind === 'string' || t.kind === 'array',
        target: StringType,
      },
      returns: StringType,
      nullable: ([separator]) => isNullable(separator as Expr),
      sql: ([separator, ...parts], expr) => {
        const texts = parts.map((part, i) =>
          typeOf(expr.args[i + 1] as Expr).kind === 'array'
            ? `CASE WHEN len(list_filter(${part}, lambda e: e IS NOT NULL)) > 0 THEN array_to_string(${part}, ${separator}) END`
            : part,
        );
        return texts.length === 0
          ? `CASE WHEN ${separator} IS NOT NULL THEN '' END`
          : `concat_ws(${[separator, ...texts].join(', ')})`;
      },
    },
  ),
  scalar(
    [
      'substring',
      'substring(str, pos[, len])',
      'A part from a position on, counted from 1, or from the end if negative.',
      'substr',
    ],
    {
      params: [STRING_OR_BINARY, INT, INT],
      required: 2,
      returns: firstType,
      sql: ([x, position, length], expr) => substringSql(x, position, length, expr),
    },
  ),
  scalar(['left', 'left(str, len)', 'The first characters.'], {
    params: [STRING_OR_BINARY, INT],
    returns: firstType,
    sql: ([x, n], expr) => (isBinary(expr) ? binarySubstring(x, '1', n) : `left(${x}, ${atLeast(n, 0)})`),
  }),
  scalar(['right', 'right(str, len)', 'The last characters.'], {
    params: [STRING, INT],
    returns: StringType,
    sql: ([x, n]) => `right(${x}, ${atLeast(n, 0)})`,
  }),
  scalar(
    [
      'length',
      'length(expr)',
      'The number of characters of a string or bytes of a binary.',
      'len',
      'char_length',
      'character_length',
    ],
    {
      params: [STRING_OR_BINARY],
      returns: IntegerType,
      sql: ([x], expr) => integer(`${isBinary(expr) ? 'octet_length' : 'length'}(${x})`),
    },
  ),
  scalar(['octet_length', 'octet_length(expr)', 'The number of bytes.'], {
    params: [STRING_OR_BINARY],
    returns: IntegerType,
    sql: ([x], expr) => integer(`${isBinary(expr) ? 'octet_length' : 'strlen'}(${x})`),
  }),
  scalar(['bit_length', 'bit_length(expr)', 'The number of bits.'], {
    params: [STRING_OR_BINARY],
    returns: IntegerType,
    sql: ([x], expr) => integer(`8 * ${isBinary(expr) ? 'octet_length' : 'strlen'}(${x})`),
  }),
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
  scalar(['instr', 'instr(str, part)', 'The position of the first occurrence, or 0.'], {
    params: [STRING, STRING],
    returns: IntegerType,
    sql: ([x, part], expr) => occurrence(x, part, expr, 1),
  }),
  scalar(
    [
      'locate',
      'locate(part, str[, pos])',
      'The position of the first occurrence from a position on, or 0.',
      'position',
    ],
    {
      params: [STRING, STRING, INT],
      required: 2,
      returns: IntegerType,
      sql: ([part, x, from], expr) => locate(part, x, from, expr),
    },
  ),
  scalar(['find_in_set', 'find_in_set(str, list)', 'The position of a text in a list with commas, or 0.'], {
    params: [STRING, STRING],
    returns: IntegerType,
    sql: ([x, list]) =>
      `CASE WHEN contains(${x}, ',') THEN 0 ELSE CAST(coalesce(list_position(string_split(${list}, ','), ${x}), CASE WHEN ${list} IS NOT NULL AND ${x} IS NOT NULL THEN 0 END) AS INTEGER) END`,
  }),
  scalar(
    [
      'substring_index',
      'substring_index(str, delim, count)',
      'What stands before the count-th delimiter, from the end if negative.',
    ],
    {
      params: [STRING, STRING, INT],
      returns: StringType,
      sql: ([x, delimiter, n]) => `mr_substring_index(${x}, ${delimiter}, ${n})`,
    },
  ),
  scalar(
    ['split_part', 'split_part(str, delimiter, n)', 'The n-th part between delimiters, from the end if negative.'],
    {
      params: [STRING, STRING, INT],
      returns: StringType,
      sql: ([x, delimiter, n]) => splitPart(x, delimiter, n),
    },
  ),
  scalar(['repeat', 'repeat(str, n)', 'The text n times.'], {
    params: [STRING, INT],
    returns: StringType,
    sql: ([x, n]) => `repeat(${x}, ${atLeast(n, 0)})`,
  }),
  scalar(['space', 'space(n)', 'n blanks.'], {
    params: [INT],
    returns: StringType,
    sql: ([n]) => `repeat(' ', ${atLeast(n, 0)})`,
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
  scalar(['ascii', 'ascii(str)', 'The code of the first character, 0 for the empty string.'], {
    params: [STRING],
    returns: IntegerType,
    sql: ([x]) => `CASE WHEN ${x} = '' THEN 0 ELSE unicode(${x}) END`,
  }),
  scalar(['chr', 'chr(n)', 'The character of a code below 256; the empty string below 0.', 'char'], {
    params: [LONG],
    returns: StringType,
    sql: ([n]) => `CASE WHEN ${n} < 0 THEN '' ELSE chr(CAST(${n} % 256 AS INTEGER)) END`,
  }),
  format(['format_string', 'format_string(format, expr, …)', "Text by a pattern of Java's Formatter.", 'printf']),
  scalar(
    [
      'format_number',
      'format_number(expr, decimals)',
      'A number with thousands separators, or by a pattern like #,##0.00.',
    ],
    {
      params: [
        uncast(NUMERIC),
        { ...INT, words: '("INT" or "STRING")', accepts: (t) => t.kind === 'integer' || t.kind === 'string' },
      ],
      returns: StringType,
      nullable: true,
      sql: ([x, d], expr) =>
        typeOf(expr.args[1] as Expr).kind === 'string'
          ? `mr_format_pattern(CAST(${x} AS VARCHAR), ${d})`
          : `mr_format_number(CAST(${x} AS VARCHAR), ${d})`,
    },
  ),
  testText(['startswith', 'startswith(str, prefix)', 'Whether a text begins with another.'], 'starts_with'),
  testText(['endswith', 'endswith(str, suffix)', 'Whether a text ends with another.'], 'suffix'),
  testText(['contains', 'contains(str, part)', 'Whether a text holds another.'], 'contains'),
  scalar(
    ['levenshtein', 'levenshtein(str1, str2[, limit])', 'The number of edits between two texts; -1 above the limit.'],
    {
      params: [STRING, STRING, INT],
      required: 2,
      returns: IntegerType,
      sql: ([x, y, limit]) => {
        const distance = `mr_levenshtein(${x}, ${y})`;
        return limit === undefined
          ? distance
          : `CASE WHEN ${distance} <= ${limit} THEN ${distance} WHEN ${limit} IS NOT NULL AND ${x} IS NOT NULL AND ${y} IS NOT NULL THEN -1 END`;
      },
    },
  ),
  scalar(
    ['jaro_winkler_similarity', 'jaro_winkler_similarity(str1, str2)', 'The similarity of two texts, from 0 to 1.'],
    {
      params: [STRING, STRING],
      returns: DoubleType,
      nullable: true,
      sql: ([x, y]) => `mr_jaro_winkler(${x}, ${y})`,
    },
  ),
  text(
    ['quote', 'quote(str)', 'The text in single quotes, those inside of it with a backslash.'],
    (x) => `('''' || replace(${x}, '''', '\\''') || '''')`,
  ),
  text(['soundex', 'soundex(str)', 'The Soundex code of a word.'], (x) => `mr_soundex(${x})`),
  scalar(['elt', 'elt(n, expr, …)', 'The n-th of the texts.'], {
    params: [INT],
    rest: STRING_OR_BINARY,
    required: 2,
    refine: ([n, ...parts], context) => {
      const binary = parts.every((part) => typeOf(part).kind === 'binary');
      return [n as Expr, ...parts.map((part) => (binary ? part : castTo(part, StringType, context)))];
    },
    returns: ([, part]) => typeOf(part as Expr),
    nullable: true,
    sql: ([n, ...parts], _, context) => {
      const cases = parts.map((part, i) => `WHEN ${n} = ${i + 1} THEN ${part}`).join(' ');
      const values = { indexValue: `CAST(${n} AS VARCHAR)`, arraySize: `'${parts.length}'` };
      const fault = `WHEN ${n} IS NOT NULL THEN ${faultSql('INVALID_ARRAY_INDEX', {}, values)}`;
      return `CASE ${cases} ${context.ansi ? fault : ''} END`;
    },
  }),
  scalar(
    [
      'array_join',
      'array_join(array, delimiter[, nullReplacement])',
      'The elements with a delimiter between; nulls are left out or replaced.',
    ],
    {
      params: [STRINGS, { ...STRING, target: undefined }, { ...STRING, target: undefined }],
      required: 2,
      refine: ([list, ...rest], context) => [castTo(list as Expr, arrayType(StringType), context), ...rest],
      returns: StringType,
      sql: ([list, delimiter, replacement], expr) => {
        const elements =
          replacement === undefined
            ? `list_filter(${list}, lambda e: e IS NOT NULL)`
            : `list_transform(${list}, lambda e: coalesce(e, ${replacement}))`;
        const given = [list, delimiter, ...(replacement === undefined ? [] : [replacement])];
        const present = given.map((arg) => `${arg} IS NOT NULL`).join(' AND ');
        return `CASE WHEN ${present} THEN ${joined(elements, delimiter, expr.args[1])} END`;
      },
    },
  ),
];
