import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin, fail } from './define-builtin.ts';

const BYTES = 4096;

/** A bitmap with the bits of some positions. */
function bitmapOf(positions: readonly (bigint | null)[]): string {
  const bytes = Buffer.alloc(BYTES);
  for (const position of positions) {
    const bit = Number(position);
    if (bit < 0 || bit >= 8 * BYTES)
      fail('INVALID_BITMAP_POSITION', {
        bitPosition: String(bit),
        bitmapNumBits: String(8 * BYTES),
        bitmapNumBytes: String(BYTES),
      });
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return bytes.toString('hex');
}

const combined =
  (start: number, operator: (a: number, b: number) => number) =>
  (maps: readonly (string | null)[]): string => {
    const result = Buffer.alloc(BYTES, start);
    for (const map of maps) {
      const bytes = Buffer.from(map ?? '', 'hex');
      for (let i = 0; i < BYTES; i++) result[i] = operator(result[i] ?? 0, bytes[i] ?? 0);
    }
    return result.toString('hex');
  };

function bitCount(hex: string): bigint {
  let count = 0;
  for (const byte of Buffer.from(hex, 'hex')) for (let rest = byte; rest > 0; rest &= rest - 1) count++;
  return BigInt(count);
}

/** Bitmaps of 32768 bits, which go in and out as hexadecimal digits. */
export const bitmapBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_bitmap_of(BIGINT[]) VARCHAR', bitmapOf),
  builtin(
    'mr_bitmap_or(VARCHAR[]) VARCHAR',
    combined(0, (a, b) => a | b),
  ),
  builtin(
    'mr_bitmap_and(VARCHAR[]) VARCHAR',
    combined(0xff, (a, b) => a & b),
  ),
  builtin('mr_bit_count(VARCHAR) BIGINT', bitCount),
];
