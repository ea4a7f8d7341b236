import type { StreamSession } from 'millrace';
import { readOrders } from './orders.ts';

/** Fills a table from a stream and asks it. */
export async function askTable(session: StreamSession, folder: string, print: (line: string) => void): Promise<void> {
  // #region to-table
  const query = await readOrders(session, folder)
    .filter('amount >= 20')
    .writeStream.format('parquet')
    .option('path', `${folder}/large_orders`)
    .option('checkpointLocation', `${folder}/checkpoint`)
    .trigger({ availableNow: true })
    .toTable('large_orders');
  await query.awaitTermination();
  const rows = await session.sql('SELECT customer, amount FROM large_orders ORDER BY amount').collect();
  // #endregion
  for (const { customer, amount } of rows) print(`${customer} ${amount}`);
  print(`${await session.table('large_orders').count()} rows`);
}
