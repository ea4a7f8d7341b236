import { AnalysisError } from '../../errors/index.ts';
import {
  BinaryType,
  BooleanType,
  type DataType,
  DoubleType,
  IntegerType,
  isIntegral,
  LongType,
  StringType,
} from '../../types/data-type.ts';
import { castTo, commonType } from '../coercion.ts';
import { call, type Expr } from '../expr.ts';
import type { EvaluationContext, FunctionRecord, Signature } from '../function-record.ts';
import { type HashFamily, hashSql } from '../hash-sql.ts';
import { differentTypes, notConstant } from '../mismatch.ts';
import { nameOf } from '../name-of.ts';
import { isNullable, typeOf } from '../type-of.ts';
import { ANY, BINARY, INT, STRING, STRING_OR_BINARY, type TypeRule } from '../type-rule.ts';
import { typeAt } from './arguments.ts';
import { checkArguments, type Head, scalar, scalarBy } from './define.ts';

/** Bytes; text stands for its UTF-8. */
const BYTES: TypeRule = {
  words: '"BINARY"',
  accepts: (type) => type.kind === 'binary' || type.kind === 'string',
  target: undefined,
};

/** A digest of bytes as hexadecimal text; text is digested as UTF-8. */
const digest = (head: Head, sql: string): FunctionRecord =>
  scalar(head, { params: [BYTES], returns: StringType, sql: ([x]) => `${sql}(${x})` });

const holdsMap = (type: DataType): boolean => {
  if (type.kind === 'array') return holdsMap(type.elementType);
  return type.kind === 'map' || (type.kind === 'struct' && type.fields.some((f) => holdsMap(f.dataType)));
};

const hash = (head: Head, family: HashFamily, returns: DataType, seed: string): FunctionRecord =>
  scalar(head, {
    params: [ANY],
    rest: ANY,
    refine: (args) => {
      if (!args.some((arg) => holdsMap(typeOf(arg)))) return args;
      throw new AnalysisError('DATATYPE_MISMATCH.HASH_MAP_TYPE', {
        sqlExpr: nameOf(call(head[0], args)),
        functionName: head[0],
      });
    },
    returns,
    nullable: false,
    sql: (args, expr) => args.reduce((s, arg, i) => hashSql(family, arg, typeAt(expr.args, i), s), seed),
  });

/** Text is UTF-8 always; what is looked at is bytes. */
const utf8 = (head: Head, returns: DataType, builtin: 'is' | 'decode' | 'validate' | 'try_validate'): FunctionRecord =>
  scalar(head, {
    params: [STRING_OR_BINARY],
    returns,
    ...(builtin === 'try_validate' && { nullable: true }),
    sql: ([x], expr) => {
      if (typeAt(expr.args, 0).kind === 'binary') return `mr_${builtin}_utf8(hex(${x}))`;
      return builtin === 'is' ? `CASE WHEN ${x} IS NOT NULL THEN true END` : x;
    },
  });

const resolveDecode = (args: readonly Expr[], context: EvaluationContext): Signature => {
  const checked = checkArguments('decode', args, { params: [BINARY, STRING] }, context);
  return { args: checked, dataType: StringType, nullable: checked.some(isNullable) };
};

const isSearch = (index: number, count: number): boolean => index % 2 === 1 && index < count - 1;

/** Search values take a type with the expression, results one of their own. */
function resolvePairs(args: readonly Expr[], context: EvaluationContext): Signature {
  const places = args.map((_, i) => i === 0 || isSearch(i, args.length));
  const typeOver = (wanted: boolean): DataType => {
    const chosen = args.filter((_, i) => places[i] === wanted);
    return commonType(chosen.map(typeOf), context) ?? differentTypes('decode', chosen, call('decode', args));
  };
  const [tested, common] = [typeOver(true), typeOver(false)];
  const mixed = common.kind === 'decimal' && args.some((arg, i) => !places[i] && isIntegral(typeOf(arg)));
  const result = mixed ? DoubleType : common;
  const typed = args.map((arg, i) => castTo(arg, places[i] ? tested : result, context));
  return { args: typed, dataType: result, nullable: true };
}

/** Null is found like any value; without a default, what is not found is null. */
function pairsSql([tested, ...rest]: readonly string[]): string {
  const branches: string[] = [];
  for (let i = 0; i + 1 < rest.length; i += 2) {
    branches.push(`WHEN ${tested} IS NOT DISTINCT FROM ${rest[i]} THEN ${rest[i + 1]}`);
  }
  return `CASE ${branches.join(' ')}${rest.length % 2 === 1 ? ` ELSE ${rest.at(-1)}` : ''} END`;
}

const BINARY_FORMATS: readonly string[] = ['hex', 'utf-8', 'utf8', 'base64'];

const toBinary = (head: Head, tolerant: boolean): FunctionRecord =>
  scalar(head, {
    params: [STRING, STRING],
    required: 1,
    refine: (args) => {
      const format = args[1];
      if (format === undefined || tolerant) return args;
      if (format.kind !== 'Literal') notConstant(head[0], args, 1, 'fmt', StringType);
      if (format.value !== null && !BINARY_FORMATS.includes(String(format.value).toLowerCase())) {
        throw new AnalysisError('DATATYPE_MISMATCH.INVALID_ARG_VALUE', {
          sqlExpr: nameOf(call(head[0], args)),
          inputName: 'fmt',
          requireType: `case-insensitive "STRING"`,
          validValues: `'hex', 'utf-8', 'utf8', or 'base64'`,
          inputValue: `'${format.value}'`,
        });
      }
      return args;
    },
    returns: BinaryType,
    nullable: true,
    sql: ([x, format = `'hex'`]) => `unhex(mr_to_binary(${x}, ${format}, ${tolerant}))`,
  });

/** Hexadecimal, Base64, digests, hashes, URLs and character sets. */
export const encodingFunctions: readonly FunctionRecord[] = [
  scalar(['hex', 'hex(expr)', 'A number or bytes in hexadecimal digits.'], {
    params: [
      {
        words: '("BIGINT" or "BINARY" or "STRING")',
        accepts: (t) => ['long', 'binary', 'string'].includes(t.kind),
        target: LongType,
      },
    ],
    returns: StringType,
    sql: ([x], expr) => (typeAt(expr.args, 0).kind === 'long' ? `mr_to_base(${x}, 16)` : `hex(${x})`),
  }),
  scalar(['unhex', 'unhex(str)', 'Bytes out of hexadecimal digits; null if there are others.'], {
    params: [STRING],
    returns: BinaryType,
    nullable: true,
    sql: ([x]) =>
      `CASE WHEN regexp_full_match(${x}, '[0-9a-fA-F]*') THEN unhex(CASE WHEN length(${x}) % 2 = 1 THEN '0' || ${x} ELSE ${x} END) END`,
  }),
  scalar(['base64', 'base64(bin)', 'Bytes in Base64.'], {
    params: [BINARY],
    returns: StringType,
    sql: ([x]) => `base64(${x})`,
  }),
  scalar(['unbase64', 'unbase64(str)', 'Bytes out of Base64.'], {
    params: [STRING],
    returns: BinaryType,
    sql: ([x]) => `unhex(mr_unbase64(${x}))`,
  }),
  scalar(['to_base32', 'to_base32(bin)', 'Bytes in Base32.'], {
    params: [BYTES],
    returns: StringType,
    sql: ([x]) => `mr_to_base32(hex(${x}))`,
  }),
  scalar(['from_base32', 'from_base32(str)', 'Bytes out of Base32.'], {
    params: [STRING],
    returns: BinaryType,
    sql: ([x]) => `unhex(mr_from_base32(${x}))`,
  }),
  scalar(['hmac', 'hmac(key, expr[, algorithm])', 'The keyed digest: SHA-256, or another SHA-2, SHA-1 or MD5.'], {
    params: [BYTES, BYTES, STRING],
    required: 2,
    returns: BinaryType,
    nullable: true,
    sql: ([key, x, algorithm = `'SHA-256'`]) => `unhex(mr_hmac(hex(${key}), hex(${x}), ${algorithm}))`,
  }),
  scalar(['encode', 'encode(str, charset)', 'Text as bytes of a character set.'], {
    params: [STRING, STRING],
    returns: BinaryType,
    sql: ([x, c]) => `unhex(mr_encode(${x}, ${c}))`,
  }),
  scalarBy(
    [
      'decode',
      'decode(bin, charset), decode(expr, search, result[, …][, default])',
      'Bytes of a character set as text; with more arguments the result whose search value equals the expression.',
    ],
    (args, context) => (args.length > 2 ? resolvePairs(args, context) : resolveDecode(args, context)),
    (args) => (args.length > 2 ? pairsSql(args) : `mr_decode(hex(${args[0]}), ${args[1]})`),
  ),
  toBinary(['to_binary', 'to_binary(str[, format])', 'Bytes out of text: hex, utf-8 or base64.'], false),
  toBinary(['try_to_binary', 'try_to_binary(str[, format])', 'Bytes out of text, null for what is malformed.'], true),
  scalar(['luhn_check', 'luhn_check(str)', 'Whether digits pass the check of Luhn.'], {
    params: [STRING],
    returns: BooleanType,
    sql: ([x]) => `mr_luhn_check(${x})`,
  }),
  utf8(['is_valid_utf8', 'is_valid_utf8(str)', 'Whether the text, or the bytes, are UTF-8.'], BooleanType, 'is'),
  utf8(
    ['make_valid_utf8', 'make_valid_utf8(str)', 'Text; bytes that are no UTF-8 are replaced.'],
    StringType,
    'decode',
  ),
  utf8(['validate_utf8', 'validate_utf8(str)', 'Text; bytes that are no UTF-8 are a fault.'], StringType, 'validate'),
  utf8(
    ['try_validate_utf8', 'try_validate_utf8(str)', 'Text, null for bytes that are no UTF-8.'],
    StringType,
    'try_validate',
  ),
  scalar(
    [
      'mask',
      'mask(str[, upper[, lower[, digit[, other]]]])',
      'Text with letters and digits replaced by X, x and n; null keeps a kind of characters.',
    ],
    {
      params: [STRING, STRING, STRING, STRING, STRING],
      required: 1,
      returns: StringType,
      sql: ([x, upper = `'X'`, lower = `'x'`, digit = `'n'`, other = 'NULL']) =>
        `CASE WHEN ${x} IS NOT NULL THEN mr_mask(${x}, [${[upper, lower, digit, other].map((c) => `coalesce(CAST(${c} AS VARCHAR), '')`).join(', ')}]) END`,
    },
  ),
  digest(['md5', 'md5(expr)', 'The MD5 digest.'], 'md5'),
  digest(['sha1', 'sha1(expr)', 'The SHA-1 digest.', 'sha'], 'sha1'),
  scalar(['sha2', 'sha2(expr, bits)', 'The SHA-2 digest of 224, 256, 384 or 512 bits.'], {
    params: [BYTES, INT],
    returns: StringType,
    nullable: true,
    sql: ([x, n]) => `CASE WHEN ${n} IN (0, 256) THEN sha256(${x}) ELSE mr_sha2(hex(${x}), ${n}) END`,
  }),
  scalar(['crc32', 'crc32(expr)', 'The CRC-32 checksum.'], {
    params: [BYTES],
    returns: LongType,
    sql: ([x]) => `mr_crc32(hex(${x}))`,
  }),
  hash(
    ['xxhash64', 'xxhash64(expr, …)', 'The 64-bit xxHash of the arguments.'],
    'mr_xxhash64',
    LongType,
    'CAST(42 AS BIGINT)',
  ),
  hash(['hash', 'hash(expr, …)', 'The 32-bit Murmur3 hash of the arguments.'], 'mr_murmur3', IntegerType, '42'),
  scalar(
    [
      'parse_url',
      'parse_url(url, part[, key])',
      'A part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY, USERINFO.',
    ],
    {
      params: [STRING, STRING, STRING],
      required: 2,
      returns: StringType,
      nullable: true,
      sql: ([x, part, key], _, context) => `mr_parse_url(${x}, ${part}, ${key ?? `''`}, ${context.ansi})`,
    },
  ),
  scalar(['try_parse_url', 'try_parse_url(url, part[, key])', 'parse_url, null for what is no URL.'], {
    params: [STRING, STRING, STRING],
    required: 2,
    returns: StringType,
    nullable: true,
    sql: ([x, part, key]) => `mr_parse_url(${x}, ${part}, ${key ?? `''`}, false)`,
  }),
  scalar(['url_encode', 'url_encode(str)', 'Text in the form of URL parameters.'], {
    params: [STRING],
    returns: StringType,
    sql: ([x]) => `mr_url_encode(${x})`,
  }),
  scalar(['url_decode', 'url_decode(str)', 'Text out of the form of URL parameters.'], {
    params: [STRING],
    returns: StringType,
    nullable: true,
    sql: ([x]) => `mr_url_decode(${x})`,
  }),
  scalar(['try_url_decode', 'try_url_decode(str)', 'url_decode, null for what is not encoded.'], {
    params: [STRING],
    returns: StringType,
    nullable: true,
    sql: ([x]) => `mr_try_url_decode(${x})`,
  }),
];
