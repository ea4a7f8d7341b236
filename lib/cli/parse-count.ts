import { usageError } from './usage-error.ts';

/** Reads the whole number of an option. */
export const parseCount =
  (option: string, least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw usageError(
      `${option} "${text}" is no whole number of at least ${least}.`,
      `Write ${option} ${Math.max(least, 10)}.`,
    );
  };
