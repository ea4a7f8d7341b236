import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deliver } from '../deliver.ts';
import { inTemporaryFolder } from '../in-temporary-folder.ts';
import { runExercise } from '../run-exercise.ts';
import { countReadings, type Mode } from './query.ts';

const USAGE = `The same query in the three output modes, side by side over four small files. The last one comes with a reading
that is too late: in append and update mode its window is closed, complete mode forgets no window.`;

const MODES: readonly Mode[] = ['append', 'update', 'complete'];

await runExercise({
  usage: USAGE,
  options: {},
  work: (session) =>
    inTemporaryFolder(async (folder) => {
      const queries = [];
      for (const mode of MODES) {
        await mkdir(join(folder, mode));
        queries.push({ mode, query: await countReadings(session, join(folder, mode), mode) });
      }
      const readings = join(import.meta.dirname, 'readings');
      for (const name of (await readdir(readings)).sort()) {
        console.log(`=== ${name}\n${await readFile(join(readings, name), 'utf8')}`);
        // One after the other, so that what they print does not mix.
        for (const { mode, query } of queries) {
          await deliver(join(readings, name), join(folder, mode));
          await query.processAllAvailable();
        }
      }
      for (const { query } of queries) await query.stop();
    }),
});
