import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StreamSession } from 'millrace';
import { stageFlights } from '../examples/flights/prepare.ts';
import { ROOT } from '../scripts/project.ts';

/** A file of real departures, and what is in it. */
export interface FlightFile {
  readonly name: string;
  readonly text: string;
  /** The departures as records of a stream; lines that do not fit are left out. */
  readonly records: readonly FlightRecord[];
}

export interface FlightRecord {
  readonly departed: string;
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
  readonly reported: string;
}

/** The first departures of 2001 in the order in which they were reported, three hours to a file, with a few broken lines and a late report here and there. */
export async function demoFlights(session: StreamSession, rows: number): Promise<readonly FlightFile[]> {
  const folder = join(ROOT, '.cache', 'demo-flights', String(rows));
  await stageFlights(session, folder, rows);
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  return names.sort().map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return { name, text, records: text.split('\n').slice(1).flatMap(recordOf) };
  });
}

function recordOf(line: string): readonly FlightRecord[] {
  const [departed = '', delay = '', distance = '', origin = '', destination = '', reported = '', ...more] =
    line.split(',');
  const times = [departed, reported].map((time) => Date.parse(`${time.replace(' ', 'T')}Z`));
  if (more.length > 0 || times.some(Number.isNaN) || !/^-?\d+$/.test(delay)) return [];
  const [from, at] = times.map((ms) => new Date(ms).toISOString()) as [string, string];
  return [{ departed: from, delay: Number(delay), distance: Number(distance), origin, destination, reported: at }];
}
