import type { FunctionRecord } from '../../function-record.ts';
import { calendarFunctions } from './calendar.ts';
import { currentTimes } from './current.ts';
import { epochFunctions } from './epoch.ts';
import { datetimeFields } from './fields.ts';
import { intervalMakers } from './interval-makers.ts';
import { datetimeMakers } from './makers.ts';
import { datetimeTexts } from './text.ts';
import { truncations } from './truncation.ts';
import { zoneConversions } from './zones.ts';

/** Dates, timestamps and intervals. */
export const datetimeFunctions: readonly FunctionRecord[] = [
  ...datetimeFields,
  ...calendarFunctions,
  ...truncations,
  ...datetimeTexts,
  ...epochFunctions,
  ...datetimeMakers,
  ...intervalMakers,
  ...zoneConversions,
  ...currentTimes,
];
