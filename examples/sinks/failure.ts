import { MillraceError, StreamingQueryException, type StreamSession } from 'millrace';
import { readOrders } from './orders.ts';

/** Tells how a query fails: order 5 divides by zero in the second batch. */
export async function tellFailure(
  session: StreamSession,
  folder: string,
  print: (line: string) => void,
): Promise<void> {
  const query = await readOrders(session, folder)
    .selectExpr('id', 'amount / (id - 5) AS share')
    .writeStream.format('noop')
    .trigger({ availableNow: true })
    .start();
  // #region failure
  try {
    await query.awaitTermination();
  } catch (error) {
    if (!(error instanceof StreamingQueryException)) throw error;
    print(`condition ${error.condition}`);
    print(`cause ${error.cause instanceof MillraceError ? error.cause.condition : error.cause}`);
    print(`batch ${error.batchId}`);
    print(`offsets ${JSON.stringify(error.startOffset)} to ${JSON.stringify(error.endOffset)}`);
    print(`the same by exception(): ${query.exception() === error}`);
  }
  // #endregion
}
