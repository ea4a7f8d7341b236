import { ParseError } from '../errors/index.ts';
import { type CalendarInterval, readIntervalText, toMillis } from '../util/interval.ts';

/** Reads interval text (`10 minutes`, `interval 1 day`, `1 month 2 days 3.5 seconds`) or raises INVALID_INTERVAL_FORMAT. */
export function parseIntervalText(text: string): CalendarInterval {
  const interval = readIntervalText(text);
  if ('fault' in interval) throw new ParseError('INVALID_INTERVAL_FORMAT', { input: text, reason: interval.fault });
  return interval;
}

/** Milliseconds of a watermark delay, from text as `withWatermark` takes it: CANNOT_PARSE_INTERVAL and NEGATIVE_DELAY_THRESHOLD refuse it. */
export function parseDelayMs(text: string): number {
  const interval = readIntervalText(text);
  if ('fault' in interval) throw new ParseError('CANNOT_PARSE_INTERVAL', { intervalString: text });
  const delayMs = toMillis(interval);
  if (delayMs < 0) throw new ParseError('NEGATIVE_DELAY_THRESHOLD', { delayThreshold: text });
  return delayMs;
}
