import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
// #region query
import { StreamSession } from 'millrace';

/** Reads orders that lie as JSON lines in `<folder>/orders`; what is no order goes to `<folder>/bad-orders`. Gives the number of both. */
export async function readOrders(folder: string): Promise<{ readonly good: number; readonly bad: number }> {
  await using session = await StreamSession.create();
  const query = await session.readStream
    .schema('order_id BIGINT, amount DECIMAL(10,2)')
    .option('badRecordsPath', `${folder}/bad-orders`)
    .json(`${folder}/orders`)
    .writeStream.format('parquet')
    .option('checkpointLocation', `${folder}/checkpoint`)
    .trigger({ availableNow: true })
    .start(`${folder}/clean-orders`);
  await query.awaitTermination();
  const sources = query.recentProgress.flatMap((progress) => progress.sources);
  return {
    good: sources.reduce((sum, source) => sum + source.numInputRows, 0),
    bad: sources.reduce((sum, source) => sum + (source.numQuarantinedRows ?? 0), 0),
  };
}
// #endregion

/** Writes three orders for {@link readOrders}, one without an end, and a line that is no text. */
export async function writeOrders(folder: string): Promise<void> {
  await mkdir(join(folder, 'orders'), { recursive: true });
  const lines = ['{"order_id":1,"amount":9.5}', '{"order_id":2,"amount":', '{"order_id":3,"amount":"12.00"}'];
  const binary = Buffer.from([0xff, 0xfe, 0x0a]);
  const last = '{"order_id":4,"amount":1}\n';
  await writeFile(
    join(folder, 'orders/1.json'),
    Buffer.concat([Buffer.from(`${lines.join('\n')}\n`), binary, Buffer.from(last)]),
  );
}
