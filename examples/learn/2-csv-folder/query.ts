// #region query
import { count, desc, expr, type StreamingQuery, type StreamSession, sum } from 'millrace';

/** Revenue by product from CSV files with a header line that appear in a folder, at most one file a batch. */
export function sumOrders(session: StreamSession, folder: string): Promise<StreamingQuery> {
  return session.readStream
    .schema('ordered TIMESTAMP, customer STRING, product STRING, quantity INT, price DECIMAL(8,2)')
    .option('header', true)
    .option('maxFilesPerTrigger', 1)
    .csv(folder)
    .filter('quantity IS NOT NULL')
    .groupBy('product')
    .agg(count('*').as('orders'), sum('quantity').as('pieces'), sum(expr('quantity * price')).as('revenue'))
    .orderBy(desc('revenue'))
    .writeStream.outputMode('complete')
    .format('console')
    .start();
}
// #endregion
