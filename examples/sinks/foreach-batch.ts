import { type StreamSession, sum } from 'millrace';
import { readOrders } from './orders.ts';

/** Joins each batch with a table, sums it up, and tells the result. */
export async function tellCountries(
  session: StreamSession,
  folder: string,
  print: (line: string) => void,
): Promise<void> {
  // #region foreach-batch
  const customers = session.createDataFrame(
    [
      ['ann', 'DE'],
      ['bob', 'FR'],
      ['cid', 'DE'],
    ],
    'customer STRING, country STRING',
  );
  const query = await readOrders(session, folder)
    .writeStream.foreachBatch(async (orders, batchId) => {
      // The batch is a static frame: joins, sorting and actions as on any other; write what you gather under batchId.
      const byCountry = orders.join(customers, 'customer').groupBy('country').agg(sum('amount').as('amount'));
      for (const row of await byCountry.orderBy('country').collect()) print(`${batchId} ${row.country} ${row.amount}`);
      print(`${batchId} ${await orders.count()} orders`);
    })
    .trigger({ availableNow: true })
    .start();
  // #endregion
  await query.awaitTermination();
}
