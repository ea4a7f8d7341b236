/** A DynamoDB number: `digits` times ten to the power of `exponent`, without trailing zeros. */
interface DynamoNumber {
  readonly digits: bigint;
  readonly exponent: number;
}

const MAX_DIGITS = 38;

/** What is wrong with a number text, or the number: 38 digits at most, magnitudes from 1E-130 to 9.99E+125. */
export function parseNumber(text: string): DynamoNumber | { readonly fault: string } {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.trim());
  const [, sign = '', whole = '', fraction = '', power = '0'] = match ?? [];
  if (match === null || `${whole}${fraction}` === '')
    return { fault: 'The parameter cannot be converted to a numeric value' };
  const number = normal(BigInt(`${sign}${whole}${fraction}`), Number(power) - fraction.length);
  const length = String(number.digits).replace('-', '').length;
  if (length > MAX_DIGITS) return { fault: 'Attempting to store more than 38 significant digits in a Number' };
  const magnitude = length + number.exponent - 1;
  if (number.digits !== 0n && magnitude > 125)
    return { fault: 'Number overflow. Attempting to store a number with magnitude larger than supported range' };
  if (number.digits !== 0n && magnitude < -130)
    return { fault: 'Number underflow. Attempting to store a number with magnitude smaller than supported range' };
  return number;
}

function normal(digits: bigint, exponent: number): DynamoNumber {
  let [rest, power] = [digits, exponent];
  if (rest === 0n) return { digits: 0n, exponent: 0 };
  while (rest % 10n === 0n) {
    rest /= 10n;
    power += 1;
  }
  return { digits: rest, exponent: power };
}

/** The number of a text that has been checked. */
export function numberOf(text: string): DynamoNumber {
  const number = parseNumber(text);
  if ('fault' in number) throw new RangeError(`${text}: ${number.fault}`);
  return number;
}

/** The text DynamoDB gives back: no leading or trailing zeros. */
export function printNumber({ digits, exponent }: DynamoNumber): string {
  const sign = digits < 0n ? '-' : '';
  const plain = String(digits).replace('-', '');
  if (exponent >= 0) return `${sign}${plain}${'0'.repeat(exponent)}`;
  const padded = plain.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

export function addNumbers(a: DynamoNumber, b: DynamoNumber, sign: 1n | -1n = 1n): DynamoNumber {
  const exponent = Math.min(a.exponent, b.exponent);
  return normal(scaled(a, exponent) + sign * scaled(b, exponent), exponent);
}

export function compareNumbers(a: DynamoNumber, b: DynamoNumber): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = scaled(a, exponent) - scaled(b, exponent);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const scaled = (number: DynamoNumber, exponent: number): bigint =>
  number.digits * 10n ** BigInt(number.exponent - exponent);
