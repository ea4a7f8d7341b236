import fc from 'fast-check';
import type { MeasuredRow } from '../models/aggregates.ts';
import { key } from './trace.ts';
import type { TracedQuery } from './trace-runner.ts';

/** Columns of a {@link MeasuredRow} besides its time. */
export const measures = fc.record({ k: key, v: fc.option(fc.integer({ min: -50, max: 50 })) });

/** The view `e` of measured rows; delay in milliseconds, undefined: no watermark. */
export const measuredStream = (delayMs: number | undefined): TracedQuery<MeasuredRow>['sources'] => [
  {
    name: 'e',
    schema: 't TIMESTAMP, k STRING, v BIGINT',
    watermark: delayMs === undefined ? undefined : ['t', delayMs],
    toRow: ({ t, k, v }) => [t === null ? null : new Date(t), k, v],
  },
];
