import { BooleanType, type DataType, LongType } from '../../../types/data-type.ts';
import type { Expr } from '../../expr.ts';
import type { FunctionRecord } from '../../function-record.ts';
import { typeOf } from '../../type-of.ts';
import { ANY, ARRAY } from '../../type-rule.ts';
import { firstType } from '../arguments.ts';
import { type Head, scalar } from '../define.ts';
import { checkedArrays, nullTyped, withElement } from './array-arguments.ts';
import { bothThere, distinctList, hasNull, listHolds } from './list-sql.ts';

const withValue = (
  head: Head,
  returns: DataType | ((args: readonly Expr[]) => DataType),
  sql: (list: string, value: string) => string,
): FunctionRecord =>
  scalar(head, { params: [ARRAY, ANY], refine: withElement(head[0]), returns, sql: ([x, v]) => sql(x, v) });

/** Two arrays of a common type. */
const twoArrays = (
  head: Head,
  returns: DataType | ((args: readonly Expr[]) => DataType),
  sql: (a: string, b: string) => string,
): FunctionRecord =>
  scalar(head, {
    params: [ANY, ANY],
    refine: (args, context) => checkedArrays(head[0], args, context),
    returns,
    sql: ([a, b]) => sql(a, b),
  });

/** Values looked for in arrays, and arrays as sets. */
export const arraySets: readonly FunctionRecord[] = [
  scalar(['array_contains', 'array_contains(array, value)', 'Whether the value is an element.'], {
    params: [ARRAY, ANY],
    refine: (args, context) => {
      if (args.some((arg) => typeOf(arg).kind === 'null')) nullTyped('array_contains', args);
      return withElement('array_contains')(args, context);
    },
    returns: BooleanType,
    sql: ([x, v]) =>
      `CASE WHEN ${v} IS NULL OR ${x} IS NULL THEN NULL WHEN list_contains(${x}, ${v}) THEN true WHEN ${hasNull(x)} THEN NULL ELSE false END`,
  }),
  withValue(
    ['array_position', 'array_position(array, value)', 'The position from 1 of a value, or 0.'],
    LongType,
    (x, v) => bothThere(x, v, `CAST(coalesce(list_position(${x}, ${v}), 0) AS BIGINT)`),
  ),
  withValue(['array_remove', 'array_remove(array, value)', 'Without a value.'], firstType, (x, v) =>
    bothThere(x, v, `list_filter(${x}, lambda e: e IS NULL OR e <> ${v})`),
  ),
  twoArrays(
    ['array_union', 'array_union(array1, array2)', 'The elements of both, without repetitions.'],
    firstType,
    (a, b) => bothThere(a, b, distinctList(`list_concat(${a}, ${b})`)),
  ),
  twoArrays(
    ['array_intersect', 'array_intersect(array1, array2)', 'The elements in both, without repetitions.'],
    firstType,
    (a, b) => bothThere(a, b, distinctList(`list_filter(${a}, lambda x: ${listHolds(b, 'x')})`)),
  ),
  twoArrays(
    ['array_except', 'array_except(array1, array2)', 'The elements only in the first, without repetitions.'],
    firstType,
    (a, b) => bothThere(a, b, distinctList(`list_filter(${a}, lambda x: NOT ${listHolds(b, 'x')})`)),
  ),
  twoArrays(
    ['arrays_overlap', 'arrays_overlap(array1, array2)', 'Whether some element is in both.'],
    BooleanType,
    (a, b) =>
      `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL WHEN list_has_any(list_filter(${a}, lambda e: e IS NOT NULL), ${b}) THEN true WHEN len(${a}) > 0 AND len(${b}) > 0 AND (${hasNull(a)} OR ${hasNull(b)}) THEN NULL ELSE false END`,
  ),
];
