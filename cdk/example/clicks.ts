import { count, defineQuery, window } from 'millrace';

const { CLICKS = 'clicks', OUTPUT = 'millrace-output' } = process.env;

/** Clicks by page and minute: a window is written once, ten seconds after its end. */
export default defineQuery('clicks', (session) =>
  session.readStream
    .format('kinesis')
    .options({
      streamName: CLICKS,
      initialPosition: 'trim_horizon',
      badRecordsPath: `s3://${OUTPUT}/bad-records/clicks`,
    })
    .schema('user STRING, page STRING, clicked TIMESTAMP')
    .load()
    .withWatermark('clicked', '10 seconds')
    .groupBy(window('clicked', '1 minute'), 'page')
    .agg(count('*').as('clicks'))
    .selectExpr('window.start AS minute', 'page', 'clicks')
    .writeStream.outputMode('append')
    .format('parquet')
    .option('path', `s3://${OUTPUT}/clicks`)
    .trigger({ processingTime: '1 second' }),
);
