import { hashBytes } from '../../expression/builtins/murmur3.ts';
import { option } from '../readers/record-options.ts';

const SEED = 1n;
const ARRAY_SEED = 0x3c074a61;
const SEED_BYTES = 8;
const INT_BITS = 32n;
const DOUBLE_UNIT = 2 ** -53;

/** Spark's XORShiftRandom. */
class XorShiftRandom {
  #state: bigint;

  constructor(seed: bigint) {
    const bytes = Buffer.alloc(SEED_BYTES);
    bytes.writeBigInt64BE(seed);
    const low = hashBytes(bytes, ARRAY_SEED);
    const high = hashBytes(bytes, low);
    this.#state = (BigInt(high) << INT_BITS) | BigInt(low >>> 0);
  }

  /** From 0 to below 1. */
  nextDouble(): number {
    return (this.#next(26) * 2 ** 27 + this.#next(27)) * DOUBLE_UNIT;
  }

  #next(bits: number): number {
    let x = this.#state;
    x = BigInt.asIntN(64, x ^ (x << 21n));
    x ^= BigInt.asUintN(64, x) >> 35n;
    x = BigInt.asIntN(64, x ^ (x << 4n));
    this.#state = x;
    return Number(BigInt.asUintN(bits, x));
  }
}

/** Above this share nothing is left out. */
const ALL = 0.99;

/** The part of some rows that `samplingRatio` asks for: those that Spark takes of files that it reads as one partition. */
export function* sampleRows<T>(rows: Iterable<T>, ratio: number): Generator<T> {
  const random = ratio > ALL ? undefined : new XorShiftRandom(SEED);
  for (const row of rows) if (random === undefined || random.nextDouble() < ratio) yield row;
}

/** The share of the rows that a schema is inferred from. */
export const samplingRatio = (options: Readonly<Record<string, string>>): number =>
  Number(option(options, 'samplingRatio') ?? 1);
