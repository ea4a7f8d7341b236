import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin } from './define-builtin.ts';
import * as murmur3 from './murmur3.ts';
import * as xxhash64 from './xxhash64.ts';

/** A hash over the primitive inputs, with a seed of its own kind. */
interface Hash<Seed> {
  readonly hashInt: (value: number, seed: Seed) => Seed;
  readonly hashLong: (value: bigint, seed: Seed) => Seed;
  readonly hashBytes: (bytes: Buffer, seed: Seed) => Seed;
}

const scratch = (): DataView => new DataView(new ArrayBuffer(8));

/** IEEE bits, with one NaN and no negative zero. */
function doubleBits(value: number): bigint {
  const view = scratch();
  view.setFloat64(0, value === 0 ? 0 : value);
  return Number.isNaN(value) ? 0x7ff8000000000000n : view.getBigInt64(0);
}

function floatBits(value: number): number {
  const view = scratch();
  view.setFloat32(0, value === 0 ? 0 : value);
  return Number.isNaN(value) ? 0x7fc00000 : view.getInt32(0);
}

/** Two's complement of the unscaled value in the fewest bytes, as Java's BigInteger gives it. */
function unscaledBytes(text: string): Buffer {
  const value = BigInt(text.replace('.', ''));
  let bytes = 1;
  while (BigInt.asIntN(8 * bytes, value) !== value) bytes++;
  return Buffer.from(
    BigInt.asUintN(8 * bytes, value)
      .toString(16)
      .padStart(2 * bytes, '0'),
    'hex',
  );
}

const family = <Seed>(
  name: string,
  type: string,
  { hashInt, hashLong, hashBytes }: Hash<Seed>,
): readonly BuiltinJsFunction[] => [
  builtin(`${name}_int(INTEGER, ${type}) ${type}`, hashInt),
  builtin(`${name}_long(BIGINT, ${type}) ${type}`, hashLong),
  builtin(`${name}_double(DOUBLE, ${type}) ${type}`, (value: number, seed: Seed) => hashLong(doubleBits(value), seed)),
  builtin(`${name}_float(DOUBLE, ${type}) ${type}`, (value: number, seed: Seed) => hashInt(floatBits(value), seed)),
  builtin(`${name}_text(VARCHAR, ${type}) ${type}`, (text: string, seed: Seed) => hashBytes(Buffer.from(text), seed)),
  builtin(`${name}_bytes(VARCHAR, ${type}) ${type}`, (hex: string, seed: Seed) =>
    hashBytes(Buffer.from(hex, 'hex'), seed),
  ),
  builtin(`${name}_decimal(VARCHAR, ${type}) ${type}`, (text: string, seed: Seed) =>
    hashBytes(unscaledBytes(text), seed),
  ),
];

const SHA2: Readonly<Record<number, string>> = Object.freeze({
  0: 'sha256',
  224: 'sha224',
  256: 'sha256',
  384: 'sha384',
  512: 'sha512',
});

function sha2(hex: string, bits: number): string | null {
  const algorithm = SHA2[bits];
  return algorithm === undefined ? null : createHash(algorithm).update(Buffer.from(hex, 'hex')).digest('hex');
}

/** Hashes and checksums. Bytes come as hexadecimal digits. */
export const hashBuiltins: readonly BuiltinJsFunction[] = [
  ...family('mr_xxhash64', 'BIGINT', xxhash64),
  ...family('mr_murmur3', 'INTEGER', murmur3),
  builtin('mr_sha2(VARCHAR, INTEGER) VARCHAR', sha2),
  builtin('mr_crc32(VARCHAR) BIGINT', (hex: string) => BigInt(crc32(Buffer.from(hex, 'hex')))),
];
