import type { ColumnOrName } from '../typing/argument.ts';
import { ofColumns, unary, unaryBy, withLiterals } from './call-function.ts';

type Int = 'int' | null;
type Long = 'bigint' | null;

/** The number of bits that are set. */
export const bitCount = unary<Int>('bit_count');
export const bitLength = unary<Int>('bit_length');
/** The number of bytes. */
export const octetLength = unary<Int>('octet_length');
/** The bit at a position, 0 for the lowest. */
export const getbit = ofColumns<'int' | null, [column: ColumnOrName, position: ColumnOrName]>('getbit');
/** Bits moved to the left. */
export const shiftleft = withLiterals<'any' | null, [bits: number]>('shiftleft');
/** Bits moved to the right, the sign kept. */
export const shiftright = withLiterals<'any' | null, [bits: number]>('shiftright');
/** Bits moved to the right, zeros moved in. */
export const shiftrightunsigned = withLiterals<'any' | null, [bits: number]>('shiftrightunsigned');
/** The bit of a number within its bucket. */
export const bitmapBitPosition = unary<Long>('bitmap_bit_position');
/** The bucket of a number. */
export const bitmapBucketNumber = unary<Long>('bitmap_bucket_number');
export const bitmapCount = unary<Long>('bitmap_count');
/** A bitmap of the positions, over rows. */
export const bitmapConstructAgg = unary<'binary'>('bitmap_construct_agg');
export const bitmapOrAgg = unary<'binary'>('bitmap_or_agg');
export const bitmapAndAgg = unary<'binary'>('bitmap_and_agg');
/** Bitwise AND of all values, over rows. */
export const bitAnd = unaryBy('orNull', 'bit_and');
/** Bitwise OR of all values, over rows. */
export const bitOr = unaryBy('orNull', 'bit_or');
/** Bitwise exclusive OR of all values, over rows. */
export const bitXor = unaryBy('orNull', 'bit_xor');
