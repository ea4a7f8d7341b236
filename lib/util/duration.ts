import { readIntervalText, toMillis } from './interval.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of `10s`, `500ms`, `2 minutes` or a bare number in `bareUnit`; undefined where the text is none of these. */
export function readDurationMs(text: string, bareUnit: 'ms' | 's' = 'ms'): number | undefined {
  const short = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text);
  const unitMs = UNIT_MS[(short?.[2] || bareUnit).toLowerCase()];
  if (short !== null && unitMs !== undefined) return Number(short[1]) * unitMs;
  const interval = readIntervalText(text);
  return 'fault' in interval ? undefined : toMillis(interval);
}
