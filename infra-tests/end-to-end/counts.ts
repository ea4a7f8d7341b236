import { count, defineQuery, sum, window } from 'millrace';

const { CLICKS = '', OUTPUT = '', VARIANT = 'first' } = process.env;

/** Clicks by page and minute, in the variants that redeployments have. */
export default defineQuery('counts', (session) =>
  session.readStream
    .format('kinesis')
    .options({ streamName: CLICKS, initialPosition: 'trim_horizon', badRecordsPath: `s3://${OUTPUT}/bad-records` })
    .schema('page STRING, n INT, clicked TIMESTAMP')
    .load()
    .filter(VARIANT === 'filtered' ? "page <> 'ignored'" : 'page IS NOT NULL')
    .withWatermark('clicked', '10 seconds')
    .groupBy(window('clicked', VARIANT === 'longer' ? '2 minutes' : '1 minute'), 'page')
    .agg(count('*').as('clicks'), sum('n').as('total'))
    .selectExpr('window.start AS minute', 'page', 'clicks', 'total')
    .writeStream.outputMode('append')
    .format('parquet')
    .option('path', `s3://${OUTPUT}/counts`)
    .trigger({ processingTime: '1 second' }),
);
