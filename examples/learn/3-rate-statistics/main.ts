import { setTimeout as sleep } from 'node:timers/promises';
import { runExercise } from '../run-exercise.ts';
import { describeRate } from './query.ts';

const USAGE = `Statistics of a stream of numbers 0, 1, 2, …, a batch a second.
  … --source rate        numbers by the clock: the first batch is empty, and how many a batch has depends on the machine`;

await runExercise({
  usage: USAGE,
  options: {
    source: { default: 'rate-micro-batch', help: 'rate-micro-batch: so many rows a batch; rate: so many a second' },
    rows: { default: '10', help: 'how many rows' },
    batches: { default: '5', help: 'after how many batches it ends' },
  },
  async work(session, { source = '', rows, batches }) {
    const query = await describeRate(session, source, Number(rows));
    while (query.isActive && (query.lastProgress?.batchId ?? -1) < Number(batches) - 1) await sleep(20);
    if (!query.isActive) await query.awaitTermination();
    await query.stop();
  },
});
