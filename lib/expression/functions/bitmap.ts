import { BinaryType, LongType } from '../../types/data-type.ts';
import type { AggregateRecord, FunctionRecord } from '../function-record.ts';
import { BINARY, LONG } from '../type-rule.ts';
import { aggregate, type Head, scalar } from './define.ts';
import { also } from './distinct.ts';

const BITS = 32768;

/** All bitmaps combined bit by bit. */
const combining = (head: Head, builtin: 'mr_bitmap_or' | 'mr_bitmap_and'): AggregateRecord =>
  aggregate(head, {
    params: [{ ...BINARY, target: undefined }],
    returns: BinaryType,
    nullable: false,
    buffers: () => ['VARCHAR'],
    update: ([x], _, { filter }) => [`${builtin}(list(hex(${x})) ${also(filter, `${x} IS NOT NULL`)})`],
    merge: ([b]) => [`${builtin}(list(${b}) FILTER (WHERE ${b} IS NOT NULL))`],
    finalize: ([b]) => `unhex(coalesce(${b}, ${builtin}(CAST([] AS VARCHAR[]))))`,
  });

/** Sets of numbers as bitmaps, bucket by bucket. */
export const bitmapFunctions: readonly FunctionRecord[] = [
  scalar(['bitmap_bit_position', 'bitmap_bit_position(expr)', 'The bit of a number within its bucket.'], {
    params: [LONG],
    returns: LongType,
    sql: ([x]) => `CASE WHEN ${x} > 0 THEN (${x} - 1) % ${BITS} ELSE -(${x} % ${BITS}) END`,
  }),
  scalar(['bitmap_bucket_number', 'bitmap_bucket_number(expr)', 'The bucket of a number.'], {
    params: [LONG],
    returns: LongType,
    sql: ([x]) => `CASE WHEN ${x} > 0 THEN 1 + (${x} - 1) // ${BITS} ELSE -(-${x} // ${BITS}) END`,
  }),
  scalar(['bitmap_count', 'bitmap_count(bitmap)', 'The number of bits that are set.'], {
    params: [{ ...BINARY, target: undefined }],
    returns: LongType,
    sql: ([x]) => `mr_bit_count(hex(${x}))`,
  }),
  aggregate(['bitmap_construct_agg', 'bitmap_construct_agg(position)', 'A bitmap of the positions.'], {
    params: [LONG],
    returns: BinaryType,
    nullable: false,
    buffers: () => ['BIGINT[]'],
    update: ([x], _, { filter }) => [`list(DISTINCT ${x})${also(filter, `${x} IS NOT NULL`)}`],
    merge: ([b]) => [`list_distinct(flatten(list(${b})))`],
    finalize: ([b]) => `unhex(mr_bitmap_of(coalesce(${b}, CAST([] AS BIGINT[]))))`,
  }),
  combining(['bitmap_or_agg', 'bitmap_or_agg(bitmap)', 'The bits set in some bitmap.'], 'mr_bitmap_or'),
  combining(['bitmap_and_agg', 'bitmap_and_agg(bitmap)', 'The bits set in all bitmaps.'], 'mr_bitmap_and'),
];
