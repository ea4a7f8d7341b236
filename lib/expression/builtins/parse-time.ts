import { instantMicros, parseDate, parseWallClock, wallMicros } from '../../types/time/parse-time.ts';
import { isZone, zoneOffsets } from '../../types/time/time-zone.ts';
import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin } from './define-builtin.ts';

function date(text: string): bigint | null {
  const days = parseDate(text);
  return days === undefined ? null : BigInt(days);
}

const bounded = (micros: bigint): bigint | null => (BigInt.asIntN(64, micros) === micros ? micros : null);

/** A time without a zone, as a wall clock. */
function localTime(text: string): bigint | null {
  const clock = parseWallClock(text);
  return clock === undefined || clock.zone !== undefined ? null : bounded(wallMicros(clock));
}

/** A time with a zone, as an instant. */
function instant(text: string): bigint | null {
  const clock = parseWallClock(text);
  const zone = clock?.zone === undefined ? undefined : zoneOffsets(clock.zone);
  return clock === undefined || zone === undefined ? null : bounded(instantMicros(clock, zone));
}

/** The wall clock whether or not a zone follows it. */
function anyTime(text: string): bigint | null {
  const clock = parseWallClock(text);
  if (clock === undefined) return null;
  return clock.zone === undefined || isZone(clock.zone) ? bounded(wallMicros(clock)) : null;
}

/** Text as dates and times in the spellings CAST takes. */
export const parseTimeBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_parse_date(VARCHAR) BIGINT', date),
  builtin('mr_parse_wall_clock(VARCHAR) BIGINT', localTime),
  builtin('mr_parse_instant(VARCHAR) BIGINT', instant),
  builtin('mr_parse_any_wall_clock(VARCHAR) BIGINT', anyTime),
];
