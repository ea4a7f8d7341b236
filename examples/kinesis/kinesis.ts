// #region aggregate
import { col, count, fromJson, type StreamingQuery, type StreamSession, sum, window } from 'millrace';

/** Purchases of each user in windows of ten minutes, from the stream `clicks` into Parquet files. */
export function countPurchases(session: StreamSession, folder: string): Promise<StreamingQuery> {
  return session.readStream
    .format('kinesis')
    .option('streamName', 'clicks')
    .option('initialPosition', 'trim_horizon')
    .schema('user STRING, action STRING, amount DOUBLE, t TIMESTAMP')
    .load()
    .filter("action = 'purchase'")
    .withWatermark('t', '10 minutes')
    .groupBy(window('t', '10 minutes'), 'user')
    .agg(count('*').as('n'), sum('amount').as('total'))
    .writeStream.outputMode('append')
    .format('parquet')
    .option('checkpointLocation', `${folder}/checkpoint`)
    .trigger({ availableNow: true })
    .start(`${folder}/purchases`);
}
// #endregion

// #region copy
/** Purchases alone, from the stream `clicks` into the stream `purchases`, in the order of each user. */
export function forwardPurchases(session: StreamSession, folder: string): Promise<StreamingQuery> {
  return session.readStream
    .format('kinesis')
    .option('streamName', 'clicks')
    .option('initialPosition', 'trim_horizon')
    .schema('user STRING, action STRING, amount DOUBLE, t TIMESTAMP')
    .load()
    .filter("action = 'purchase'")
    .writeStream.format('kinesis')
    .option('streamName', 'purchases')
    .option('partitionKey', 'user')
    .option('checkpointLocation', `${folder}/forward`)
    .trigger({ availableNow: true })
    .start();
}
// #endregion

// #region metadata
/** Each record with the fields of its payload beside where it lies; `dropRepeats` takes each row of {@link forwardPurchases} once. */
export function readPlaces(session: StreamSession, folder: string): Promise<StreamingQuery> {
  return session.readStream
    .format('kinesis')
    .option('streamName', 'purchases')
    .option('initialPosition', 'trim_horizon')
    .option('dropRepeats', true)
    .load()
    .select(
      col('shardId'),
      col('partitionKey'),
      fromJson(col('data').cast('string'), 'user STRING, amount DOUBLE').as('purchase'),
    )
    .select('shardId', 'partitionKey', 'purchase.user', 'purchase.amount')
    .writeStream.format('parquet')
    .option('checkpointLocation', `${folder}/places-checkpoint`)
    .trigger({ availableNow: true })
    .start(`${folder}/places`);
}
// #endregion
