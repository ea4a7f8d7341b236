import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamingQuery } from 'millrace';
import { runExercise } from '../run-exercise.ts';
import { LineFeeder } from './feeder.ts';
import { countWords } from './query.ts';

const USAGE = `Word count over a socket. Without --port it is fed three lines; with it you feed it yourself:
  nc -lk 9999        in one terminal, then type
  … --port 9999      in another; Ctrl-C ends it`;

/** One line for each batch; batch 0 is the empty one that finds out where the stream begins. */
async function feed(query: StreamingQuery, feeder: LineFeeder): Promise<void> {
  await until(query, () => query.lastProgress !== null);
  const lines = (await readFile(join(import.meta.dirname, 'lines.txt'), 'utf8')).trimEnd().split('\n');
  for (const [index, line] of lines.entries()) {
    feeder.send(line);
    await until(query, () => rowsOf(query) > index);
  }
}

const rowsOf = (query: StreamingQuery): number =>
  query.recentProgress.reduce((sum, { numInputRows }) => sum + numInputRows, 0);

async function until(query: StreamingQuery, isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    if (!query.isActive) await query.awaitTermination();
    await sleep(20);
  }
}

await runExercise({
  usage: USAGE,
  options: { host: { default: '127.0.0.1', help: 'where the server is' }, port: { help: 'its port' } },
  async work(session, { host = '', port }) {
    if (port !== undefined) return (await countWords(session, host, Number(port))).awaitTermination();
    await using feeder = await LineFeeder.start();
    const query = await countWords(session, '127.0.0.1', feeder.port);
    await feed(query, feeder);
    await query.stop();
  },
});
