import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { col, type StreamSession } from 'millrace';

/** What was staged. */
export interface StagedFlights {
  /** Departures in the files, bad lines not counted. */
  readonly rows: number;
  readonly files: number;
}

const DATASETS = join(dirname(findPackageJSON('vega-datasets', import.meta.url) ?? ''), 'data');
const HEADER = 'departed,delay,distance,origin,destination,reported\n';
/** Departures are read so many days at a time. */
const READ_MS = 10 * 86_400_000;
const FIRST_DAY_MS = Date.UTC(2001, 0, 1);
const LAST_DAY_MS = Date.UTC(2001, 6, 1);

interface Departure {
  readonly date: Date;
  readonly delay: bigint;
  readonly distance: bigint;
  readonly origin: string;
  readonly destination: string;
}

/**
 * When a departure is reported. One in 50 comes 90 minutes late, which the watermark allows for; one in 500 comes eight files late, which it does not.
 * Both hold however the files are cut into batches of at most two.
 */
function reportedMs(index: number, departedMs: number, fileSpanMs: number): number {
  if (index % 500 === 11) return departedMs + 8 * fileSpanMs;
  return index % 50 === 7 ? departedMs + 1.5 * 3_600_000 : departedMs;
}

/** Cuts the first `rows` departures of the Parquet file into CSV files by the time at which they are reported; done once, then remembered. */
export async function stageFlights(session: StreamSession, folder: string, rows: number): Promise<StagedFlights> {
  const manifest = join(folder, 'manifest.json');
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')) as StagedFlights;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const fileSpanMs = rows > 500_000 ? 12 * 3_600_000 : 3 * 3_600_000;
  const files = new Map<number, string[]>();
  let taken = 0;
  let lastFile = 0;
  for (let fromMs = FIRST_DAY_MS; fromMs <= LAST_DAY_MS && taken < rows; fromMs += READ_MS) {
    for (const departure of await departuresFrom(session, fromMs)) {
      if (taken === rows) break;
      const departedMs = departure.date.getTime();
      const reported = reportedMs(taken, departedMs, fileSpanMs);
      const file = Math.floor((reported - FIRST_DAY_MS) / fileSpanMs);
      const lines = files.get(file) ?? [];
      files.set(file, lines);
      lines.push(csvLine(departure, reported));
      lastFile = Math.max(lastFile, Math.floor((departedMs - FIRST_DAY_MS) / fileSpanMs));
      taken += 1;
    }
  }
  // What would be reported after the last departure is not part of the period.
  const kept = [...files].filter(([file]) => file <= lastFile).sort(([a], [b]) => a - b);
  const staged = writeFiles(
    folder,
    kept.map(([, lines]) => lines),
  );
  writeFileSync(manifest, JSON.stringify(staged));
  return staged;
}

async function departuresFrom(session: StreamSession, fromMs: number): Promise<readonly Departure[]> {
  const departures = session.read
    .schema('date TIMESTAMP, delay BIGINT, distance BIGINT, origin STRING, destination STRING')
    .parquet(join(DATASETS, 'flights-3m.parquet'));
  const chosen = departures.filter(col('date').ge(new Date(fromMs))).filter(col('date').lt(new Date(fromMs + READ_MS)));
  return (await chosen.collect()) as readonly Departure[];
}

function csvLine({ date, delay, distance, origin, destination }: Departure, reported: number): string {
  return `${csvTime(date.getTime())},${delay},${distance},${origin},${destination},${csvTime(reported)}\n`;
}

const csvTime = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** Writes the files with the bad input that the query has to cope with: a malformed row, a truncated file, and a file in another layout. */
function writeFiles(folder: string, files: readonly (readonly string[])[]): StagedFlights {
  const name = (index: number) => join(folder, `flights-${String(index + 1).padStart(4, '0')}`);
  const [malformed, truncated, otherLayout] = [0.25, 0.5, 0.75].map((part) => Math.floor(files.length * part));
  for (const [index, lines] of files.entries()) {
    const text = lines.join('');
    if (index === malformed) writeFileSync(`${name(index)}.csv`, `${HEADER}${text}sometime in January,late,,??\n`);
    else if (index === truncated) writeFileSync(`${name(index)}.csv`, `${HEADER}${text.slice(0, -24)}`);
    else writeFileSync(`${name(index)}.csv`, `${HEADER}${text}`);
    if (index === otherLayout) writeFileSync(`${name(index)}-other-layout.csv`, OTHER_LAYOUT);
  }
  const rows = files.reduce((sum, lines) => sum + lines.length, 0) - 1;
  return { rows, files: files.length + 1 };
}

const OTHER_LAYOUT = `from,to,miles,minutes late,when
SFO,LAX,337,12,2001-01-05 10:00:00
LAX,SFO,337,-3,2001-01-05 11:00:00
JFK,BOS,187,45,2001-01-05 12:00:00
`;
