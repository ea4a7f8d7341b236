import { count, defineQuery, sum, window } from 'millrace';

const { INPUT = '', OUTPUT = '' } = process.env;

/** Files that are there already, five to a batch. */
export default defineQuery('history', (session) =>
  session.readStream
    .format('json')
    .schema('page STRING, n INT, clicked TIMESTAMP')
    .option('maxFilesPerTrigger', 5)
    .load(`s3://${INPUT}/history`)
    .withWatermark('clicked', '1 minute')
    .groupBy(window('clicked', '10 minutes'), 'page')
    .agg(count('*').as('clicks'), sum('n').as('total'))
    .selectExpr('window.start AS start', 'page', 'clicks', 'total')
    .writeStream.outputMode('append')
    .format('parquet')
    .option('path', `s3://${OUTPUT}/history`)
    .trigger({ availableNow: true }),
);
