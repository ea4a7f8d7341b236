import type { StreamSession } from 'millrace';
import type { FlightFolders } from './folders.ts';
import type { AirportLine } from './live-view.ts';
import { CSV_OPTIONS, CSV_SCHEMA, LATENESS } from './query.ts';

/** One closed hour of an airport. */
interface HourLine {
  readonly hour: Date;
  readonly origin: string;
  readonly departures: bigint;
  readonly mean_delay: number;
}

/** What the stream has written, held against one batch query over all its input. */
export interface Summary {
  readonly hours: number;
  readonly departures: bigint;
  readonly malformed: bigint;
  readonly late: bigint;
  /** Departures in hours that are not closed yet. */
  readonly open: bigint;
  /** Hours of airports on which the two disagree, a line each. */
  readonly differences: readonly string[];
}

const OUTPUT_SCHEMA = 'hour TIMESTAMP, origin STRING, departures BIGINT, mean_delay DOUBLE';

/** The airports with the most departures in the Parquet files written so far. */
export async function busiestAirports(session: StreamSession, output: string): Promise<readonly AirportLine[]> {
  session.read.schema(OUTPUT_SCHEMA).parquet(output).createOrReplaceTempView('closed_hours');
  return session
    .sql<AirportLine>(
      `SELECT origin, sum(departures) AS departures, sum(mean_delay * departures) / sum(departures) AS mean_delay
       FROM closed_hours GROUP BY origin ORDER BY departures DESC, origin LIMIT 10`,
    )
    .collect() as unknown as Promise<readonly AirportLine[]>;
}

// The stream drops a departure that comes later than the watermark allows; here the same departures are told by the time at which they were reported.
// #region check
const COUNTED = `malformed IS NULL AND reported <= departed + INTERVAL ${LATENESS}`;
const EXPECTED = `
  WITH watermark AS (SELECT max(departed) - INTERVAL ${LATENESS} AS reached FROM input WHERE ${COUNTED})
  SELECT window.start AS hour, origin, count(*) AS departures, avg(delay) AS mean_delay
  FROM input WHERE ${COUNTED}
  GROUP BY window(departed, '1 hour'), origin
  HAVING window.end <= (SELECT reached FROM watermark)`;
// #endregion

/** Compares the stream's output with a batch query over the whole input. */
export async function summarize(session: StreamSession, { input, output }: FlightFolders): Promise<Summary> {
  session.read.schema(CSV_SCHEMA).options(CSV_OPTIONS).csv(input).createOrReplaceTempView('input');
  const expected = await collect<HourLine>(session, EXPECTED);
  const written = (await session.read.schema(OUTPUT_SCHEMA).parquet(output).collect()) as readonly HourLine[];
  const [counts] = await collect<{ malformed: bigint; counted: bigint; late: bigint }>(
    session,
    `SELECT count(malformed) AS malformed, count_if(${COUNTED}) AS counted,
       count_if(malformed IS NULL AND NOT (${COUNTED})) AS late FROM input`,
  );
  const { malformed = 0n, counted = 0n, late = 0n } = counts ?? {};
  const departures = sum(written);
  return {
    hours: written.length,
    departures,
    malformed,
    late,
    open: counted - sum(expected),
    differences: differences(written, expected),
  };
}

const collect = async <T>(session: StreamSession, text: string): Promise<readonly T[]> =>
  (await session.sql(text).collect()) as unknown as readonly T[];

const sum = (lines: readonly HourLine[]): bigint => lines.reduce((total, { departures }) => total + departures, 0n);

/** Hours that only one side has, that the stream has twice, or whose numbers differ. */
function differences(written: readonly HourLine[], expected: readonly HourLine[]): string[] {
  const key = ({ hour, origin }: HourLine) => `${hour.toISOString()} ${origin}`;
  const wanted = new Map(expected.map((line) => [key(line), line]));
  const found: string[] = [];
  for (const line of written) {
    const other = wanted.get(key(line));
    wanted.delete(key(line));
    if (other === undefined) found.push(`${key(line)}: written without cause, or twice`);
    else if (!agree(line, other)) found.push(`${key(line)}: ${shown(line)} instead of ${shown(other)}`);
  }
  return [...found, ...[...wanted.keys()].map((missing) => `${missing}: missing`)];
}

const agree = (a: HourLine, b: HourLine): boolean =>
  a.departures === b.departures && Math.abs(a.mean_delay - b.mean_delay) < 1e-9;

const shown = ({ departures, mean_delay: meanDelay }: HourLine): string => `${departures} departures, ${meanDelay} min`;
