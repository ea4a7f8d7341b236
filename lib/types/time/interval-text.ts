import {
  formatSeconds,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
} from '../../util/interval.ts';
import type { DayTimeField, DayTimeIntervalType, YearMonthIntervalType } from '../data-type.ts';

const FIELDS: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];
const MICROS: Record<DayTimeField, bigint> = {
  day: MICROS_PER_DAY,
  hour: MICROS_PER_HOUR,
  minute: MICROS_PER_MINUTE,
  second: MICROS_PER_SECOND,
};
/** What stands before each field but the first. */
const SEPARATORS: Record<DayTimeField, string> = { day: '', hour: ' ', minute: ':', second: ':' };

/** The first and the last field of an interval. */
type FieldRange<T extends { readonly start: string; readonly end: string }> = Pick<T, 'start' | 'end'>;

const unitText = (type: { readonly start: string; readonly end: string }): string =>
  (type.start === type.end ? type.start : `${type.start} to ${type.end}`).toUpperCase();

const fieldText = (field: DayTimeField, micros: bigint): string => {
  if (field === 'day') return String(micros / MICROS_PER_DAY);
  if (field !== 'second') return String(micros / MICROS[field]).padStart(2, '0');
  const seconds = formatSeconds(micros);
  return micros < 10n * MICROS_PER_SECOND ? `0${seconds}` : seconds;
};

/** Spark's text of a day-time interval: `INTERVAL '1 02:03:04.5' DAY TO SECOND`. */
export function dayTimeIntervalText(micros: bigint, type: FieldRange<DayTimeIntervalType>): string {
  const fields = FIELDS.slice(FIELDS.indexOf(type.start), FIELDS.indexOf(type.end) + 1);
  let rest = micros < 0n ? -micros : micros;
  let text = micros < 0n ? '-' : '';
  for (const [index, field] of fields.entries()) {
    if (index > 0) text += SEPARATORS[field];
    text += fieldText(field, rest);
    rest %= MICROS[field];
  }
  return `INTERVAL '${text}' ${unitText(type)}`;
}

/** Spark's text of a year-month interval: `INTERVAL '1-2' YEAR TO MONTH`. */
export function yearMonthIntervalText(months: number, type: FieldRange<YearMonthIntervalType>): string {
  const sign = months < 0 ? '-' : '';
  const size = Math.abs(months);
  const texts = {
    year: `${Math.trunc(size / 12)}`,
    month: `${size}`,
    both: `${Math.trunc(size / 12)}-${size % 12}`,
  };
  return `INTERVAL '${sign}${texts[type.start === type.end ? type.start : 'both']}' ${unitText(type)}`;
}

const INTERVAL_TEXT = /^\s*interval\s+([+-]?)'([^']*)'\s*[a-z ]*$/i;
const PARTS = /^[+-]?(\d+)(?:([ :-])(\d+(?:\.\d{1,9})?))?(?:(:)(\d+(?:\.\d{1,9})?))?(?:(:)(\d+(?:\.\d{1,9})?))?$/;
const SECONDS = /^[+-]?(\d+(?:\.\d{1,9})?)$/;

/** The numbers of an interval's text, between which the separators of its fields stand. */
function numbers(text: string, separators: string): { readonly negative: boolean; readonly parts: readonly string[] } {
  const match = INTERVAL_TEXT.exec(text);
  const inner = (match?.[2] ?? text).trim();
  const [, first = '', ...rest] = (separators === '' ? SECONDS : PARTS).exec(inner) ?? [];
  const found = rest.filter((_, i) => i % 2 === 0).join('');
  if (first === '' || found !== separators)
    throw new RangeError(`"${text}" is not an interval of ${separators.length + 1} fields`);
  const parts = [first, ...rest.filter((part, i) => i % 2 === 1 && part !== undefined)];
  return { negative: inner.startsWith('-') !== (match?.[1] === '-'), parts };
}

/** Microseconds of a day-time interval in Spark's text. */
export function dayTimeIntervalMicros(text: string, type: DayTimeIntervalType): bigint {
  const fields = FIELDS.slice(FIELDS.indexOf(type.start), FIELDS.indexOf(type.end) + 1);
  const { negative, parts } = numbers(
    text,
    fields
      .slice(1)
      .map((field) => SEPARATORS[field])
      .join(''),
  );
  let micros = 0n;
  for (const [index, field] of fields.entries()) {
    const [whole = '0', fraction = ''] = (parts[index] ?? '0').split('.');
    if (index > 0 && Number(whole) >= (field === 'hour' ? 24 : 60))
      throw new RangeError(`${field} ${whole} is outside of its range`);
    micros += BigInt(whole) * MICROS[field] + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
  }
  return negative ? -micros : micros;
}

/** Months of a year-month interval in Spark's text. */
export function yearMonthIntervalMonths(text: string, type: YearMonthIntervalType): number {
  const { negative, parts } = numbers(text, type.start === type.end ? '' : '-');
  const [first = '0', second = '0'] = parts;
  if (type.start !== type.end && Number(second) > 11) throw new RangeError(`month ${second} is outside of its range`);
  const months = type.start === 'month' ? Number(first) : Number(first) * 12 + Number(second);
  return negative ? -months : months;
}
