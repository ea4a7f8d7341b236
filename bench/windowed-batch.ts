import { StreamSession } from 'millrace';
import { type Benchmark, type Measurement, median } from './benchmark.ts';
import { clickFiles } from './click-files.ts';
import { runClickCounts } from './click-query.ts';

const BATCHES = 200;
const WARM_UP = 20;

/** Small batches of a windowed aggregate, one file of 1,000 rows each, with a checkpoint on disk: the time of a whole batch, and of its phases. */
export const windowedBatch: Benchmark = {
  name: 'windowed-batch',
  about: 'median time of a 1,000-row batch of a windowed aggregate, whole and by phase',
  run: async (say) => {
    const folder = await clickFiles({ files: BATCHES, rowsPerFile: 1000, stepMs: 100 });
    await using session = await StreamSession.create({
      conf: { 'spark.sql.streaming.numRecentProgressUpdates': 2 * BATCHES },
    });
    const all = await runClickCounts(session, folder, { maxFilesPerTrigger: 1 });
    const batches = all.filter(({ numInputRows }) => numInputRows > 0).slice(WARM_UP);
    say(`${batches.length} batches after ${WARM_UP} to warm up`);
    const times = batches.map(({ batchDuration }) => batchDuration).sort((a, b) => a - b);
    const phases = Object.keys(batches[0]?.durationMs ?? {});
    return [
      { label: 'whole batch, median', value: median(times), unit: 'ms' },
      { label: 'whole batch, 95th of 100', value: times[Math.floor(times.length * 0.95)] ?? Number.NaN, unit: 'ms' },
      ...phases.map(
        (phase): Measurement => ({
          label: `  ${phase}, median`,
          value: median(batches.map(({ durationMs }) => durationMs[phase] ?? 0)),
          unit: 'ms',
        }),
      ),
    ];
  },
};
