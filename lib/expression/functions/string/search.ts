import { BooleanType, DoubleType, IntegerType } from '../../../types/data-type.ts';
import type { Call } from '../../expr.ts';
import type { FunctionRecord } from '../../function-record.ts';
import { INT, STRING } from '../../type-rule.ts';
import { constantText } from '../arguments.ts';
import { type Head, scalar } from '../define.ts';

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

/** Texts found in texts, and how far two are apart. */
export const stringSearches: readonly FunctionRecord[] = [
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
];
