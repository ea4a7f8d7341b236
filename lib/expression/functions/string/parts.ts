import { IntegerType, StringType } from '../../../types/data-type.ts';
import { faultSql } from '../../duckdb-sql.ts';
import type { Call, Expr } from '../../expr.ts';
import type { FunctionRecord } from '../../function-record.ts';
import { INT, STRING, STRING_OR_BINARY } from '../../type-rule.ts';
import { firstType } from '../arguments.ts';
import { scalar } from '../define.ts';
import { atLeast } from './at-least.ts';
import { isBinary } from './is-binary.ts';

const integer = (sql: string): string => `CAST(${sql} AS INTEGER)`;

const numberLiteral = (expr: Expr | undefined): number | undefined =>
  expr?.kind === 'Literal' && typeof expr.value === 'number' ? expr.value : undefined;

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

function splitPart(x: string, delimiter: string, n: string): string {
  const parts = `string_split(${x}, ${delimiter})`;
  const found = `coalesce(list_extract(${parts}, ${n}), CASE WHEN ${x} IS NOT NULL AND ${delimiter} IS NOT NULL THEN '' END)`;
  const whole = `CASE WHEN ${delimiter} IS NULL THEN NULL WHEN ${delimiter} = '' THEN CASE WHEN ${n} IN (1, -1) THEN ${x} ELSE '' END ELSE ${found} END`;
  return `CASE WHEN ${n} = 0 THEN ${faultSql('INVALID_INDEX_OF_ZERO')} ELSE ${whole} END`;
}

/** Parts of texts, and their lengths. */
export const stringParts: readonly FunctionRecord[] = [
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
  scalar(['ascii', 'ascii(str)', 'The code of the first character, 0 for the empty string.'], {
    params: [STRING],
    returns: IntegerType,
    sql: ([x]) => `CASE WHEN ${x} = '' THEN 0 ELSE unicode(${x}) END`,
  }),
];
