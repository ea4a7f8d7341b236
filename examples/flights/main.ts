import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type StreamingQueryProgress, StreamSession } from 'millrace';
import { deliver, undelivered } from './feeder.ts';
import { type FlightFolders, flightFolders } from './folders.ts';
import { airportTable, LiveView } from './live-view.ts';
import { type FlightOptions, parseOptions, USAGE } from './options.ts';
import { stageFlights } from './prepare.ts';
import { flights } from './query.ts';
import { busiestAirports, summarize } from './summary.ts';

const REDRAW_MS = 400;

/** What the query has done since this program started. */
interface RunTotals {
  batches: number;
  rows: number;
  /** The last batch, and the last one that had rows. */
  last: StreamingQueryProgress | undefined;
  lastWithRows: StreamingQueryProgress | undefined;
}

async function run(options: FlightOptions): Promise<void> {
  const folders = flightFolders(options.folder, options.rows);
  if (options.reset) for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true });
  await using session = await StreamSession.create();
  const staged = await stageFlights(session, folders.staged, options.rows);
  mkdirSync(folders.input, { recursive: true });
  const left = undelivered(folders.staged, folders.input).length;
  console.log(
    `${(staged.rows).toLocaleString('en')} departures in ${staged.files} files, ${left} of them still to come.`,
  );
  if (existsSync(folders.checkpoint)) console.log('There is a checkpoint: the query goes on where it was.');

  const totals: RunTotals = { batches: 0, rows: 0, last: undefined, lastWithRows: undefined };
  session.streams.addListener({ onQueryProgress: ({ progress }) => count(totals, progress) });
  const query = await flights(folders).build(session).start();
  const end = new AbortController();
  const interrupt = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve('interrupted'));
  });

  const display = show(session, folders, totals, staged.files, end.signal);
  const delivery = deliver({ ...folders, durationMs: options.durationMs, signal: end.signal });
  const finished = delivery.then(() => query.processAllAvailable());
  let isInterrupted = false;
  try {
    const outcome = await Promise.race([finished, interrupt, query.awaitTermination()]);
    isInterrupted = outcome === 'interrupted';
  } finally {
    end.abort();
    await Promise.allSettled([display, delivery, finished, query.stop()]);
  }
  // The batch at hand has ended by now, and is counted.
  if (isInterrupted) reportInterrupt(totals);
  else await report(session, folders, totals);
}

function count(totals: RunTotals, progress: StreamingQueryProgress): void {
  totals.batches += 1;
  totals.rows += progress.numInputRows;
  totals.last = progress;
  if (progress.numInputRows > 0) totals.lastWithRows = progress;
}

/** Redraws until the run ends. */
async function show(
  session: StreamSession,
  folders: FlightFolders,
  totals: RunTotals,
  files: number,
  signal: AbortSignal,
): Promise<void> {
  const view = new LiveView();
  // Reading all output takes its time from the query: a fifth of it at most.
  let tookMs = 0;
  while (!signal.aborted) {
    await sleep(REDRAW_MS + 4 * tookMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const delivered = files - undelivered(folders.staged, folders.input).length;
    if (totals.last === undefined) continue;
    const startMs = performance.now();
    const airports = existsSync(folders.output) ? await busiestAirports(session, folders.output) : [];
    view.show(totals.last, totals.lastWithRows ?? totals.last, `${delivered}/${files} files`, airports);
    tookMs = performance.now() - startMs;
  }
}

function reportInterrupt({ batches, rows }: RunTotals): void {
  console.log(`\nStopped after ${batches} batches with ${rows.toLocaleString('en')} rows; what they did is committed.`);
  console.log('npm start goes on from there.');
  process.exitCode = 130;
}

async function report(session: StreamSession, folders: FlightFolders, { batches, rows }: RunTotals): Promise<void> {
  const summary = await summarize(session, folders);
  const show = (value: number | bigint) => value.toLocaleString('en');
  console.log('');
  if (!process.stdout.isTTY)
    console.log(`${airportTable(await busiestAirports(session, folders.output)).join('\n')}\n`);
  console.log(
    rows === 0
      ? 'Nothing new: every file had been processed by an earlier run, and none was read again.'
      : `This run: ${show(batches)} batches, ${show(rows)} lines of input.`,
  );
  console.log(`Written in all: ${show(summary.hours)} airport hours with ${show(summary.departures)} departures.`);
  console.log(
    `Left out: ${show(summary.late)} departures reported too late, ${show(summary.malformed)} malformed lines ` +
      `(a broken row, the end of a truncated file, a file in another layout).`,
  );
  console.log(`Not closed yet: hours with ${show(summary.open)} departures, kept in the query's state.`);
  if (summary.differences.length === 0) {
    console.log('Check: one batch SQL query over the whole input gives the same numbers.');
  } else {
    console.log(`Check FAILED: the batch query differs on ${summary.differences.length} airport hours:`);
    console.log(summary.differences.slice(0, 10).join('\n'));
    process.exitCode = 1;
  }
  for (const name of ['input', 'output', 'checkpoint'] as const) {
    console.log(`${name.padEnd(11)}${relative(process.cwd(), folders[name])}`);
  }
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) console.log(USAGE);
  else await run(options);
} catch (error) {
  console.error(error instanceof TypeError && 'code' in error ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 1;
}
