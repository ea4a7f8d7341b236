/** The digits Java 17 prints for a number, `0.d1d2d3… × 10^exponent`; it takes more than the fewest at times. */
export interface JavaDigits {
  readonly digits: string;
  readonly exponent: number;
}

const MANTISSA_BITS = 52;
/** Bits of 5^i. */
const BITS_OF_5 = Array.from({ length: 27 }, (_, i) => (i === 0 ? 0 : (5n ** BigInt(i)).toString(2).length));

/** A positive finite double, or a float widened to one, taken apart. */
interface Parts {
  /** The fraction with its leading one at bit 52. */
  readonly fraction: bigint;
  readonly exponent: number;
  readonly significantBits: number;
}

function parts(value: number, isFloat: boolean): Parts {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const raw = Number(bits >> 52n);
  const low = bits & ((1n << 52n) - 1n);
  if (raw === 0) {
    const length = low.toString(2).length;
    return { fraction: low << BigInt(53 - length), exponent: length - 1 - 1074, significantBits: length };
  }
  const exponent = raw - 1023;
  const significantBits = isFloat ? Math.min(24, 150 + exponent) : 53;
  return { fraction: low | (1n << 52n), exponent, significantBits };
}

function trailingZeros(n: bigint): number {
  let count = 0;
  for (let rest = n; (rest & 1n) === 0n; rest >>= 1n) count += 1;
  return count;
}

const bitsOf5 = (power: number): number => BITS_OF_5[power] ?? power * 3;

/** `FloatingDecimal.dtoa` of Java 17. */
export function javaDigits(value: number, isFloat: boolean): JavaDigits {
  const { fraction, exponent, significantBits } = parts(value, isFloat);
  const tail = trailingZeros(fraction);
  const fractionBits = MANTISSA_BITS + 1 - tail;
  const tiny = Math.max(0, fractionBits - exponent - 1);
  if (tiny === 0 && exponent <= 62 && fractionBits < 64) return wholeDigits(fraction, exponent, significantBits);
  return search({ fraction: fraction >> BigInt(tail), exponent, significantBits }, fractionBits, tiny);
}

/** A whole number below 2^63: digits that its bits do not decide are rounded away. */
function wholeDigits(fraction: bigint, exponent: number, significantBits: number): JavaDigits {
  const shift = exponent - MANTISSA_BITS;
  const whole = shift >= 0 ? fraction << BigInt(shift) : fraction >> BigInt(-shift);
  const spare = exponent > significantBits ? exponent - significantBits - 1 : 0;
  const insignificant = spare > 1 ? Math.floor(spare * Math.LOG10E * Math.LN2) : 0;
  const unit = 10n ** BigInt(insignificant);
  const rounded = whole / unit + (insignificant > 0 && whole % unit >= unit / 2n ? 1n : 0n);
  const digits = rounded.toString();
  return { digits: digits.replace(/0+$/, ''), exponent: digits.length + insignificant };
}

function estimatedExponent(fraction: bigint, fractionBits: number, exponent: number): number {
  const mantissa = Number(fraction) / 2 ** (fractionBits - 1);
  return Math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981);
}

function search({ fraction, exponent, significantBits }: Parts, fractionBits: number, tiny: number): JavaDigits {
  let tens = estimatedExponent(fraction, fractionBits, exponent);
  const fives = Math.max(0, -tens);
  const scaleFives = Math.max(0, tens);
  let valueTwos = fives + tiny + exponent;
  let scaleTwos = scaleFives + tiny;
  let marginTwos = valueTwos - significantBits;
  valueTwos -= fractionBits - 1;
  const common = Math.min(valueTwos, scaleTwos);
  valueTwos -= common;
  scaleTwos -= common;
  marginTwos -= common + (fractionBits === 1 ? 1 : 0);
  const lift = Math.max(0, -marginTwos);
  valueTwos += lift;
  scaleTwos += lift;
  marginTwos += lift;
  const isSmall = fractionBits + valueTwos + bitsOf5(fives) < 64 && scaleTwos + 1 + bitsOf5(scaleFives + 1) < 64;
  const scale = (5n ** BigInt(scaleFives)) << BigInt(scaleTwos);
  let rest = (fraction * 5n ** BigInt(fives)) << BigInt(valueTwos);
  let margin = (5n ** BigInt(fives)) << BigInt(marginTwos);
  const digits: number[] = [];
  let [low, high] = [false, false];
  const next = (): number => {
    const digit = Number(rest / scale);
    rest = 10n * (rest % scale);
    margin *= 10n;
    low = rest < margin;
    high = isSmall ? rest + margin > 10n * scale : rest + margin >= 10n * scale;
    return digit;
  };
  const first = next();
  if (first === 0 && !high) tens -= 1;
  else digits.push(first);
  if (tens < -3 || tens >= 8) [low, high] = [false, false];
  while (!low && !high) digits.push(next());
  const twice = 2n * rest - 10n * scale;
  const roundsUp = high && (!low || twice > 0n || (twice === 0n && (digits.at(-1) ?? 0) % 2 === 1));
  return roundsUp ? roundedUp(digits, tens + 1) : { digits: digits.join(''), exponent: tens + 1 };
}

function roundedUp(digits: readonly number[], exponent: number): JavaDigits {
  const up = (BigInt(digits.join('')) + 1n).toString().padStart(digits.length, '0');
  return { digits: up, exponent: up.length > digits.length ? exponent + 1 : exponent };
}
