import { BinaryType, type DataType, IntegerType, LongType, StringType } from '../../types/data-type.ts';
import type { Expr } from '../expr.ts';
import type { FunctionRecord } from '../function-record.ts';
import { type HashFamily, hashSql } from '../hash-sql.ts';
import { typeOf } from '../type-of.ts';
import { ANY, BINARY, INT, STRING, STRING_OR_BINARY } from '../type-rule.ts';
import { type Head, scalar } from './define.ts';

const typeAt = (args: readonly Expr[], index: number): DataType => typeOf(args[index] as Expr);

/** A digest of bytes as hexadecimal text; text is digested as UTF-8. */
const digest = (head: Head, sql: string): FunctionRecord =>
  scalar(head, { params: [STRING_OR_BINARY], returns: StringType, sql: ([x]) => `${sql}(${x})` });

const hash = (head: Head, family: HashFamily, returns: DataType, seed: string): FunctionRecord =>
  scalar(head, {
    params: [ANY],
    rest: ANY,
    returns,
    nullable: false,
    sql: (args, expr) => args.reduce((s, arg, i) => hashSql(family, arg, typeAt(expr.args, i), s), seed),
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
    sql: ([x]) => `from_base64(${x})`,
  }),
  scalar(['encode', 'encode(str, charset)', 'Text as bytes of a character set.'], {
    params: [STRING, STRING],
    returns: BinaryType,
    sql: ([x, c]) => `unhex(mr_encode(${x}, ${c}))`,
  }),
  scalar(['decode', 'decode(bin, charset)', 'Bytes of a character set as text.'], {
    params: [BINARY, STRING],
    returns: StringType,
    sql: ([x, c]) => `mr_decode(hex(${x}), ${c})`,
  }),
  digest(['md5', 'md5(expr)', 'The MD5 digest.'], 'md5'),
  digest(['sha1', 'sha1(expr)', 'The SHA-1 digest.', 'sha'], 'sha1'),
  scalar(['sha2', 'sha2(expr, bits)', 'The SHA-2 digest of 224, 256, 384 or 512 bits.'], {
    params: [STRING_OR_BINARY, INT],
    returns: StringType,
    nullable: true,
    sql: ([x, n]) => `CASE WHEN ${n} IN (0, 256) THEN sha256(${x}) ELSE mr_sha2(hex(${x}), ${n}) END`,
  }),
  scalar(['crc32', 'crc32(expr)', 'The CRC-32 checksum.'], {
    params: [STRING_OR_BINARY],
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
    sql: ([x]) => `mr_url_decode(${x})`,
  }),
  scalar(['try_url_decode', 'try_url_decode(str)', 'url_decode, null for what is not encoded.'], {
    params: [STRING],
    returns: StringType,
    nullable: true,
    sql: ([x]) => `mr_try_url_decode(${x})`,
  }),
];
