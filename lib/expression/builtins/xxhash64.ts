const MASK = (1n << 64n) - 1n;
const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const rotl = (x: bigint, r: bigint): bigint => ((x << r) | (x >> (64n - r))) & MASK;
const mul = (a: bigint, b: bigint): bigint => (a * b) & MASK;

function finish(hash: bigint): bigint {
  let h = hash;
  h = mul(h ^ (h >> 33n), P2);
  h = mul(h ^ (h >> 29n), P3);
  return BigInt.asIntN(64, h ^ (h >> 32n));
}

const round = (accumulator: bigint, input: bigint): bigint => mul(rotl((accumulator + mul(input, P2)) & MASK, 31n), P1);
const merge = (hash: bigint, accumulator: bigint): bigint => (mul(hash ^ round(0n, accumulator), P1) + P4) & MASK;
const eightBytes = (hash: bigint, input: bigint): bigint => (mul(rotl(hash ^ round(0n, input), 27n), P1) + P4) & MASK;
const fourBytes = (hash: bigint, input: bigint): bigint => (mul(rotl(hash ^ mul(input, P1), 23n), P2) + P3) & MASK;

/** XXH64 of one 32-bit number. */
export const hashInt = (value: number, seed: bigint): bigint =>
  finish(fourBytes((BigInt.asUintN(64, seed) + P5 + 4n) & MASK, BigInt(value >>> 0)));

/** XXH64 of one 64-bit number. */
export const hashLong = (value: bigint, seed: bigint): bigint =>
  finish(eightBytes((BigInt.asUintN(64, seed) + P5 + 8n) & MASK, BigInt.asUintN(64, value)));

/** XXH64 of bytes. */
export function hashBytes(bytes: Buffer, signedSeed: bigint): bigint {
  const seed = BigInt.asUintN(64, signedSeed);
  const { length } = bytes;
  let offset = 0;
  let hash = (seed + P5) & MASK;
  if (length >= 32) {
    const lanes = [(seed + P1 + P2) & MASK, (seed + P2) & MASK, seed, (seed - P1) & MASK];
    for (; offset + 32 <= length; offset += 32) {
      for (let lane = 0; lane < 4; lane++)
        lanes[lane] = round(lanes[lane] ?? 0n, bytes.readBigUInt64LE(offset + 8 * lane));
    }
    hash = [1n, 7n, 12n, 18n].reduce((sum, r, lane) => (sum + rotl(lanes[lane] ?? 0n, r)) & MASK, 0n);
    for (const lane of lanes) hash = merge(hash, lane);
  }
  hash = (hash + BigInt(length)) & MASK;
  for (; offset + 8 <= length; offset += 8) hash = eightBytes(hash, bytes.readBigUInt64LE(offset));
  if (offset + 4 <= length) {
    hash = fourBytes(hash, BigInt(bytes.readUInt32LE(offset)));
    offset += 4;
  }
  for (; offset < length; offset++) hash = mul(rotl(hash ^ mul(BigInt(bytes.readUInt8(offset)), P5), 11n), P1);
  return finish(hash);
}
