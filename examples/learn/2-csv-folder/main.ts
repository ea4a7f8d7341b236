import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deliver } from '../deliver.ts';
import { inTemporaryFolder } from '../in-temporary-folder.ts';
import { runExercise } from '../run-exercise.ts';
import { sumOrders } from './query.ts';

const USAGE = `A watched folder of CSV files. Without --folder three files arrive by themselves; with it you put them there:
  … --folder ./inbox      then copy files of examples/learn/2-csv-folder/orders into ./inbox; Ctrl-C ends it`;

await runExercise({
  usage: USAGE,
  options: { folder: { help: 'the folder to watch' } },
  async work(session, { folder }) {
    if (folder !== undefined) return (await sumOrders(session, folder)).awaitTermination();
    await inTemporaryFolder(async (inbox) => {
      const query = await sumOrders(session, inbox);
      const orders = join(import.meta.dirname, 'orders');
      for (const name of (await readdir(orders)).sort()) {
        await deliver(join(orders, name), inbox);
        await query.processAllAvailable();
      }
      await query.stop();
    });
  },
});
