import type { TriggerInput } from '../api/trigger.ts';
import { usageError } from './usage-error.ts';

/** The trigger of `--trigger available-now`, `once`, `'processing-time 10s'` or `'continuous 1s'`. */
export function parseTrigger(text: string): TriggerInput {
  const [name = '', ...interval] = text.trim().split(/\s+/);
  const key = name.toLowerCase().replaceAll('-', '');
  if (key === 'availablenow' && interval.length === 0) return { availableNow: true };
  if (key === 'once' && interval.length === 0) return { once: true };
  if (key === 'processingtime' && interval.length > 0) return { processingTime: spelledOut(interval.join(' ')) };
  if (key === 'continuous' && interval.length > 0) return { continuous: spelledOut(interval.join(' ')) };
  throw usageError(
    `--trigger "${text}" is no trigger.`,
    "Give one of: --trigger available-now, --trigger once, --trigger 'processing-time 10s', --trigger 'continuous 1s'.",
  );
}

const UNITS: Readonly<Record<string, string>> = {
  ms: 'milliseconds',
  s: 'seconds',
  m: 'minutes',
  min: 'minutes',
  h: 'hours',
  d: 'days',
};

/** `10s` as Spark's interval text; what is no abbreviation stays. */
function spelledOut(interval: string): string {
  const [, amount, unit = ''] = /^(\d+)\s*([a-z]+)$/i.exec(interval) ?? [];
  const word = UNITS[unit.toLowerCase()];
  return word === undefined ? interval : `${amount} ${word}`;
}
