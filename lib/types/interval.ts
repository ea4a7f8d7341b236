import { type ConditionName, type ConditionParams, ParseError } from '../errors/index.ts';
import { type CalendarInterval, type IntervalFault, readIntervalText, toMillis } from '../util/interval.ts';

/** The condition of a text that is no interval, and its parameters. */
export function intervalFault(
  text: string,
  { kind, word }: IntervalFault,
): { readonly condition: ConditionName; readonly params: ConditionParams } {
  if (kind === 'NO_NUMBER') return { condition: 'CANNOT_PARSE_INTERVAL', params: { intervalString: text } };
  return { condition: `INVALID_INTERVAL_FORMAT.${kind}`, params: { input: text, word } };
}

/** Reads interval text (`10 minutes`, `interval 1 day`, `1 month 2 days 3.5 seconds`) or raises INVALID_INTERVAL_FORMAT. */
export function parseIntervalText(text: string): CalendarInterval {
  const interval = readIntervalText(text);
  if (!('fault' in interval)) return interval;
  const { condition, params } = intervalFault(text, interval);
  throw new ParseError(condition, params);
}

/** Milliseconds of a watermark delay, from text as `withWatermark` takes it: INVALID_INTERVAL_FORMAT and NEGATIVE_DELAY_THRESHOLD refuse it. */
export function parseDelayMs(text: string): number {
  const delayMs = toMillis(parseIntervalText(text));
  if (delayMs < 0) throw new ParseError('NEGATIVE_DELAY_THRESHOLD', { delayThreshold: text });
  return delayMs;
}
