import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFrame } from '../../api/data-frame.ts';
import type { DataStreamWriter } from '../../api/data-stream-writer.ts';
import { count, sum, window } from '../../api/functions/index.ts';
import type { StreamSession } from '../../local/stream-session.ts';
import type { Untyped } from '../../types/infer.ts';
import type { CrashPlan } from './crash-plan.ts';

const EVENTS: string = 'id INT, k STRING, t TIMESTAMP';

type Events = DataFrame<Untyped>;

/** The queries of the crash suite: what becomes of the events before they are written. */
const QUERIES = {
  stateless: (events: Events): Events =>
    events.filter('id % 5 <> 0').selectExpr('id', 'id * 2 AS twice', 'k', 'CAST(t AS STRING) AS t'),
  windowed: (events: Events): Events =>
    events
      .withWatermark('t', '10 seconds')
      .groupBy(window('t', '10 seconds'), 'k')
      .agg(count('*').as('n'), sum('id').as('total'))
      .selectExpr('CAST(window.start AS STRING) AS start', 'k', 'n', 'total'),
} satisfies Readonly<Record<string, (events: Events) => Events>>;

export type CrashQueryName = keyof typeof QUERIES;
export const CRASH_QUERIES: readonly CrashQueryName[] = ['stateless', 'windowed'];

/** What each query writes. */
export const CRASH_OUTPUT: Readonly<Record<CrashQueryName, string>> = {
  stateless: 'id INT, twice INT, k STRING, t STRING',
  windowed: 'start STRING, k STRING, n BIGINT, total BIGINT',
};

/** Reads CSV files one by one, writes Parquet, and ends when there are no more. */
export function crashQuery(session: StreamSession, plan: CrashPlan): DataStreamWriter<Untyped> {
  const { folders, query, sourceOptions = {} } = plan;
  const events = session.readStream
    .format('csv')
    .schema(EVENTS)
    .options({ maxFilesPerTrigger: 1, ...sourceOptions })
    .load(folders.input);
  return QUERIES[query](events)
    .writeStream.format('parquet')
    .option('path', folders.output)
    .option('checkpointLocation', folders.checkpoint)
    .trigger({ availableNow: true });
}

const ROWS_PER_FILE = 12;
const FIRST_MS = Date.UTC(2024, 0, 1);

/** Files of events 20 seconds long each, with some rows out of order and, from the fourth file on, one that is too late for its window. */
export function writeEvents(input: string, files: number): void {
  mkdirSync(input, { recursive: true });
  for (let file = 0; file < files; file++) {
    const path = join(input, `events-${String(file).padStart(3, '0')}.csv`);
    writeFileSync(path, `${eventsOf(file).join('\n')}\n`);
    utimesSync(path, new Date(FIRST_MS + file * 1000), new Date(FIRST_MS + file * 1000));
  }
}

function eventsOf(file: number): string[] {
  const rows = Array.from({ length: ROWS_PER_FILE }, (_, i) => {
    const shuffled = (i * 5) % ROWS_PER_FILE;
    return event(file * 100 + i, FIRST_MS + file * 20_000 + shuffled * 1600);
  });
  return file < 3 ? rows : [...rows, event(file * 100 + ROWS_PER_FILE, FIRST_MS + (file - 3) * 20_000)];
}

const event = (id: number, timeMs: number): string =>
  `${id},${id % 3 === 0 ? 'a' : 'b'},${new Date(timeMs).toISOString()}`;
