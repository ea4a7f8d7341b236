const rotl = (x: number, r: number): number => (x << r) | (x >>> (32 - r));
const mixK = (k: number): number => Math.imul(rotl(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
const mixH = (h: number, k: number): number => (Math.imul(rotl(h ^ k, 13), 5) + 0xe6546b64) | 0;

function finish(hash: number, length: number): number {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Murmur3 (x86, 32 bits) of one 32-bit number. */
export const hashInt = (value: number, seed: number): number => finish(mixH(seed, mixK(value)), 4);

/** Murmur3 of one 64-bit number. */
export function hashLong(value: bigint, seed: number): number {
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return finish(mixH(mixH(seed, mixK(low)), mixK(high)), 8);
}

/** Murmur3 of bytes as Spark does it: the last one to three bytes go in one by one, with their sign. */
export function hashBytes(bytes: Buffer, seed: number): number {
  const aligned = bytes.length - (bytes.length % 4);
  let h = seed;
  for (let i = 0; i < aligned; i += 4) h = mixH(h, mixK(bytes.readInt32LE(i)));
  for (let i = aligned; i < bytes.length; i++) h = mixH(h, mixK(bytes.readInt8(i)));
  return finish(h, bytes.length);
}
