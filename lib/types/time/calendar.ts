import { MICROS_PER_DAY } from '../../util/interval.ts';

export const MS_PER_DAY = 86_400_000;

const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_FROM_MARCH = 719_468;

/** A date of the proleptic Gregorian calendar. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A wall clock in its parts. */
export interface CivilTime extends CivilDate {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
  readonly dayOfYear: number;
  /** 1 for Monday to 7 for Sunday. */
  readonly dayOfWeek: number;
}

/** The calendar date of a number of days since 1970-01-01; years are counted from March, so that leap days come last. */
export function civilDate(days: number): CivilDate {
  const shifted = days + EPOCH_FROM_MARCH;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Days since 1970-01-01 of a date; undefined where there is no such date. */
export function civilDays(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const fromMarch = month > 2 ? year : year - 1;
  const era = Math.floor(fromMarch / 400);
  const yearOfEra = fromMarch - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * DAYS_PER_ERA + dayOfEra - EPOCH_FROM_MARCH;
  return civilDate(days).day === day ? days : undefined;
}

/** The last day of a month. */
export function lastDay(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return isLeap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Microseconds of a wall clock since midnight of 1970-01-01 split into whole days and the rest of the day. */
export function splitDay(wallMicros: bigint): { readonly days: number; readonly micros: number } {
  const micros = ((wallMicros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY;
  return { days: Number((wallMicros - micros) / MICROS_PER_DAY), micros: Number(micros) };
}

/** The parts of a wall clock given as microseconds. */
export function civilTime(wallMicros: bigint): CivilTime {
  const { days, micros } = splitDay(wallMicros);
  const date = civilDate(days);
  const seconds = Math.floor(micros / 1_000_000);
  return {
    ...date,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    micros: micros % 1_000_000,
    dayOfYear: days - (civilDays(date.year, 1, 1) ?? 0) + 1,
    dayOfWeek: ((((days + 3) % 7) + 7) % 7) + 1,
  };
}
