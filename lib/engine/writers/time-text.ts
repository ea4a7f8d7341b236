import { dateDays, wallClockMicros, wallClockText } from '../../types/time/calendar-text.ts';
import { type ZoneOffsets, zoneOffsets } from '../../types/time/time-zone.ts';
import { Timestamp } from '../../types/value.ts';
import { MICROS_PER_DAY } from '../../util/interval.ts';
import { printPattern } from '../option-pattern.ts';
import { option } from '../readers/record-options.ts';

/** How a writer prints dates and timestamps. */
export interface TimePrinters {
  readonly date: (text: string) => string;
  readonly timestamp: (value: Timestamp) => string;
  readonly timestampNtz: (text: string) => string;
}

type Options = Readonly<Record<string, string>>;

/** The printers of a writer's options: Spark's ISO forms unless `dateFormat`, `timestampFormat` or `timestampNTZFormat` says otherwise. */
export function timePrinters(options: Options, timeZone: string): TimePrinters {
  const zoneId = option(options, 'timeZone') ?? timeZone;
  const zone = zoneNamed(zoneId);
  const date = printPattern('dateFormat', option(options, 'dateFormat') ?? 'yyyy-MM-dd');
  const timestamp = printPattern(
    'timestampFormat',
    option(options, 'timestampFormat') ?? `yyyy-MM-dd'T'HH:mm:ss.SSSXXX`,
  );
  const ntz = printPattern('timestampNTZFormat', option(options, 'timestampNTZFormat') ?? `yyyy-MM-dd'T'HH:mm:ss.SSS`);
  return {
    date: (text) => date(BigInt(dateDays(text)) * MICROS_PER_DAY),
    timestamp: (value) => {
      const offsetSeconds = offsetSecondsAt(value, zone);
      return timestamp(wallMicros(value, offsetSeconds), { name: zoneId, offsetSeconds });
    },
    timestampNtz: (text) => ntz(wallClockMicros(text)),
  };
}

function zoneNamed(name: string): ZoneOffsets {
  const zone = zoneOffsets(name);
  if (zone === undefined) throw new RangeError(`unknown time zone ${name}`);
  return zone;
}

const offsetSecondsAt = (value: Timestamp, zone: ZoneOffsets): number => zone.offsetMs(value.getTime()) / 1000;
const wallMicros = (value: Timestamp, offsetSeconds: number): bigint =>
  value.epochMicros + BigInt(offsetSeconds) * 1_000_000n;

/** A timestamp as Spark casts it to text: `2024-01-01 00:00:00.5`. */
export const castText = (value: Timestamp | string, timeZone: string): string => {
  const micros =
    value instanceof Timestamp
      ? wallMicros(value, offsetSecondsAt(value, zoneNamed(timeZone)))
      : wallClockMicros(value);
  return wallClockText(micros)
    .replace('T', ' ')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
};
