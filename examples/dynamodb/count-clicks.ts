// #region query
import { count, type StreamSession, sum, window } from 'millrace';

/** Counts clicks by user and hour into the table `clicks-by-hour`; the checkpoint lies in the table `checkpoints`, large state in the bucket. */
export async function countClicks(session: StreamSession, folder: string, bucket: string): Promise<void> {
  const query = await session.readStream
    .schema('user_id STRING, amount DECIMAL(10,2), timestamp TIMESTAMP')
    .json(`${folder}/clicks`)
    .withWatermark('timestamp', '10 minutes')
    .groupBy(window('timestamp', '1 hour').as('hour'), 'user_id')
    .agg(count('*').as('clicks'), sum('amount').as('spent'))
    .selectExpr('user_id', 'hour.start AS hour', 'clicks', 'spent')
    .writeStream.outputMode('update')
    .format('dynamodb')
    .option('tableName', 'clicks-by-hour')
    .option('partitionKey', 'user_id')
    .option('sortKey', 'hour')
    .option('checkpointLocation', `dynamodb://checkpoints/clicks-by-hour?spill=${bucket}/state`)
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
}
// #endregion
