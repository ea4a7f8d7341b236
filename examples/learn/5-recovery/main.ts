import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamSession } from 'millrace';
import { inTemporaryFolder } from '../in-temporary-folder.ts';
import { runExercise } from '../run-exercise.ts';
import { FILES, PAYMENTS, writePayments } from './payments.ts';
import { SCHEMA, sumPayments } from './query.ts';

const USAGE = `A query that is killed twice (SIGKILL: no chance to tidy up) and started again: nothing is lost, nothing is there twice.
Each run is a process of its own. When it was killed goes to standard error; it is another moment each time.`;

/** A run is killed once there are so many committed batches. */
const KILL_AT = [5, 20];

/** Starts the query in a process of its own; gives it, and its end. */
function startRun(folder: string, interrupted: AbortSignal): [run: ChildProcess, ended: Promise<unknown>] {
  interrupted.throwIfAborted();
  const args = [...process.execArgv, join(import.meta.dirname, 'main.ts'), '--folder', folder];
  const run = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  interrupted.addEventListener('abort', () => run.kill('SIGKILL'));
  return [run, once(run, 'close')];
}

async function runAndKill(folder: string, interrupted: AbortSignal): Promise<void> {
  for (const [index, batches] of KILL_AT.entries()) {
    const [run, ended] = startRun(folder, interrupted);
    while (committed(folder) < batches && run.exitCode === null && !interrupted.aborted) await sleep(1);
    run.kill('SIGKILL');
    await ended;
    interrupted.throwIfAborted();
    console.error(`run ${index + 1} killed with ${committed(folder)} of ${FILES + 1} files committed`);
  }
  const [last, ended] = startRun(folder, interrupted);
  await ended;
  if (last.exitCode !== 0) throw new Error('The last run has failed, see above.');
}

function committed(folder: string): number {
  const commits = join(folder, 'checkpoint', 'commits');
  const ids = existsSync(commits) ? readdirSync(commits).map((name) => Number.parseInt(name, 10)) : [];
  return Math.max(-1, ...ids.filter((id) => id >= 0)) + 1;
}

/** Shows what was written, and compares it with one batch query over the input. */
async function report(session: StreamSession, folder: string): Promise<void> {
  const hours = session.read.parquet(`${folder}/hours`);
  await hours.orderBy('hour').show(30);
  hours.createOrReplaceTempView('hours');
  session.read.schema(SCHEMA).csv(`${folder}/payments`).createOrReplaceTempView('payments');
  await session
    .sql(
      `SELECT (SELECT count(*) FROM payments) - 1 AS payments, sum(payments) AS counted,
              (SELECT sum(amount) FROM payments) AS amount, sum(amount) AS summed,
              count(*) AS hours, count(DISTINCT hour) AS different
       FROM hours`,
    )
    .show();
}

await runExercise({
  usage: USAGE,
  options: { folder: { help: 'run the query over this folder once and end: this is what is killed' } },
  async work(session, { folder }, interrupted) {
    if (folder !== undefined) return (await sumPayments(session, folder)).awaitTermination();
    await inTemporaryFolder(async (temporary) => {
      await writePayments(join(temporary, 'payments'));
      console.log(`${FILES * PAYMENTS} payments in ${FILES} files`);
      await runAndKill(temporary, interrupted);
      await report(session, temporary);
    });
  },
});
