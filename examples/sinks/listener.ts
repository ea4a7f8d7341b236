import type { StreamingQueryListener, StreamSession } from 'millrace';
import { readOrders } from './orders.ts';

/** Tells what a listener hears of a query that ends well and of one that fails. */
export async function tellEvents(session: StreamSession, folder: string, print: (line: string) => void): Promise<void> {
  // #region listener
  const listener: StreamingQueryListener = {
    onQueryStarted: ({ name }) => print(`started ${name}`),
    onQueryProgress: ({ progress }) => print(`progress ${progress.batchId} ${progress.numInputRows} rows`),
    onQueryTerminated: ({ errorClassOnException }) => print(`terminated ${errorClassOnException ?? 'None'}`),
  };
  session.streams.addListener(listener);
  // #endregion
  for (const [name, divisor] of [
    ['well', 'id'],
    ['ill', '(id - 5)'],
  ] as const) {
    const query = await readOrders(session, folder)
      .selectExpr(`amount / ${divisor} AS share`)
      .writeStream.queryName(name)
      .format('noop')
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination().catch(() => undefined);
  }
  session.streams.removeListener(listener);
}
