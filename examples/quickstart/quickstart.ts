import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
// #region quickstart
import { count, StreamSession, sum, window } from 'millrace';

/** Clicks that lie as JSON lines in `<folder>/clicks`, counted by user and ten minutes of event time into Parquet files. */
export async function countClicks(folder: string): Promise<void> {
  await using session = await StreamSession.create();
  const query = await session.readStream
    .schema('user_id BIGINT, action STRING, amount DOUBLE, timestamp TIMESTAMP')
    .json(`${folder}/clicks`)
    .filter("action = 'purchase'")
    .withWatermark('timestamp', '10 minutes')
    .groupBy(window('timestamp', '10 minutes'), 'user_id')
    .agg(count('*').as('n'), sum('amount').as('total'))
    .writeStream.outputMode('append')
    .format('parquet')
    .option('checkpointLocation', `${folder}/checkpoint`)
    .trigger({ availableNow: true })
    .start(`${folder}/purchases`);
  await query.awaitTermination(); // rejects if the query fails
  await session.read.parquet(`${folder}/purchases`).show();
}
// #endregion

/** Writes a few clicks for {@link countClicks}. */
export async function writeClicks(folder: string): Promise<void> {
  await mkdir(join(folder, 'clicks'), { recursive: true });
  const click = (user_id: number, minute: number) => ({
    user_id,
    action: 'purchase',
    amount: 9.5,
    timestamp: new Date(Date.UTC(2024, 0, 1, 12, minute)).toISOString(),
  });
  const lines = [click(1, 1), click(1, 2), click(2, 3), click(1, 45)].map((line) => JSON.stringify(line));
  await writeFile(join(folder, 'clicks/1.json'), `${lines.join('\n')}\n`);
}
