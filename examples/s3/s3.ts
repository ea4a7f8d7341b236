// #region convert
import { count, type StreamingQuery, type StreamSession, sum, window } from 'millrace';

/** JSON lines that arrive below `s3://BUCKET/in/day=…/` become Parquet files by day; what has been read moves to `s3://BUCKET/archive`. */
export function convert(session: StreamSession, bucket: string, checkpoint: string): Promise<StreamingQuery> {
  return session.readStream
    .schema('id BIGINT, amount DOUBLE, day DATE')
    .option('maxBytesPerTrigger', 200_000_000)
    .option('cleanSource', 'archive')
    .option('sourceArchiveDir', `s3://${bucket}/archive`)
    .json(`s3://${bucket}/in`)
    .writeStream.partitionBy('day')
    .format('parquet')
    .option('compression', 'zstd')
    .option('checkpointLocation', checkpoint)
    .trigger({ availableNow: true })
    .start(`s3://${bucket}/out`);
}
// #endregion

// #region lexical
/** Objects named by the time at which they were written: only what follows the last one is listed. */
export function countByHour(session: StreamSession, bucket: string, checkpoint: string): Promise<StreamingQuery> {
  return session.readStream
    .schema('user STRING, amount DOUBLE, t TIMESTAMP')
    .option('listing', 'lexical')
    .option('reconcileInterval', '1 hour')
    .option('recursiveFileLookup', true)
    .json(`s3://${bucket}/clicks`)
    .withWatermark('t', '10 minutes')
    .groupBy(window('t', '1 hour').as('hour'))
    .agg(count('*').as('n'), sum('amount').as('total'))
    .selectExpr('hour.start AS hour', 'n', 'total')
    .writeStream.format('csv')
    .option('checkpointLocation', checkpoint)
    .trigger({ availableNow: true })
    .start(`s3://${bucket}/by-hour`);
}
// #endregion
