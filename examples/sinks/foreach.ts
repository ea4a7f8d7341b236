import type { ForeachWriter, StreamSession } from 'millrace';
import { readOrders } from './orders.ts';

/** Tells what a writer is called with, row by row. */
export async function tellRows(session: StreamSession, folder: string, print: (line: string) => void): Promise<void> {
  // #region foreach
  const writer: ForeachWriter<{ id: number; customer: string }> = {
    open(partitionId, batchId) {
      print(`open ${partitionId} ${batchId}`);
      return batchId > 0; // batch 0 was written before, say: its rows are not processed
    },
    process: ({ id, customer }) => print(`process ${id} ${customer}`),
    close: (error) => print(`close ${error?.message ?? 'None'}`),
  };
  const query = await readOrders(session, folder)
    .selectExpr<{ id: number; customer: string }>('id', 'customer')
    .writeStream.foreach(writer)
    .trigger({ availableNow: true })
    .start();
  // #endregion
  await query.awaitTermination();
}
