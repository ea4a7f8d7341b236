// #region query
import { count, type StreamingQuery, type StreamSession, sum, window } from 'millrace';

export const SCHEMA = 'id BIGINT, t TIMESTAMP, amount INT';

/** Payments by hour of event time into Parquet files; what has been done stands in the checkpoint, the open hours too. */
export function sumPayments(session: StreamSession, folder: string): Promise<StreamingQuery> {
  return session.readStream
    .schema(SCHEMA)
    .option('maxFilesPerTrigger', 1)
    .csv(`${folder}/payments`)
    .withWatermark('t', '10 minutes')
    .groupBy(window('t', '1 hour'))
    .agg(count('*').as('payments'), sum('amount').as('amount'))
    .selectExpr('window.start AS hour', 'payments', 'amount')
    .writeStream.outputMode('append')
    .format('parquet')
    .option('checkpointLocation', `${folder}/checkpoint`)
    .trigger({ availableNow: true })
    .start(`${folder}/hours`);
}
// #endregion
