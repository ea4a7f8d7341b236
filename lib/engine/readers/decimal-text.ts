import type { DecimalType } from '../../types/data-type.ts';

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** Beyond this many places a number is either nothing or too large for every decimal. */
const FAR = 400;

/** A number's text as exact decimal text of the type, rounded half up; undefined: no number, or too large for it. */
export function decimalText(text: string, type: DecimalType): string | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  if (whole + fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const shift = Number(exponentText) - fraction.length + type.scale;
  if (digits === 0n) return fixed(0n, '', type.scale);
  if (shift > FAR) return undefined;
  const unscaled = shift >= 0 ? digits * 10n ** BigInt(shift) : roundHalfUp(digits, -shift);
  return unscaled >= 10n ** BigInt(type.precision) ? undefined : fixed(unscaled, sign ?? '', type.scale);
}

function roundHalfUp(digits: bigint, places: number): bigint {
  if (places > String(digits).length + 1) return 0n;
  const unit = 10n ** BigInt(places);
  return (digits + unit / 2n) / unit;
}

function fixed(unscaled: bigint, sign: string, scale: number): string {
  const text = String(unscaled).padStart(scale + 1, '0');
  const prefix = sign === '-' && unscaled !== 0n ? '-' : '';
  return scale === 0 ? `${prefix}${text}` : `${prefix}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
