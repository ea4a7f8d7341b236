import { col, count, countIf, max, type StreamSession } from 'millrace';
import { readOrders } from './orders.ts';

/** Tells figures about the rows that pass a point of the query, batch by batch. */
export async function tellMetrics(
  session: StreamSession,
  folder: string,
  print: (line: string) => void,
): Promise<void> {
  // #region observe
  const query = await readOrders(session, folder)
    .observe('input', count('*').as('rows'), max('amount').as('greatest'), countIf(col('amount').lt(10)).as('small'))
    .filter('amount >= 10')
    .writeStream.format('noop')
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  for (const { batchId, observedMetrics } of query.recentProgress) {
    const { rows, greatest, small } = observedMetrics['input'] ?? {};
    print(`${batchId} rows=${rows} greatest=${greatest} small=${small}`);
  }
  // #endregion
}
