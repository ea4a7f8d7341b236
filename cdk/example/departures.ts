import { avg, count, defineQuery, window } from 'millrace';

const { FLIGHTS = 'flights', OUTPUT = 'millrace-output' } = process.env;

/** Departures and mean delay by airport and hour. What the query before has written twice counts once. */
export default defineQuery('departures', (session) =>
  session.readStream
    .format('kinesis')
    .options({
      streamName: FLIGHTS,
      initialPosition: 'trim_horizon',
      dropRepeats: true,
      badRecordsPath: `s3://${OUTPUT}/bad-records/departures`,
    })
    .schema('departed TIMESTAMP, delay INT, distance INT, origin STRING, destination STRING, reported TIMESTAMP')
    .load()
    .withWatermark('departed', '3 hours')
    .groupBy(window('departed', '1 hour'), 'origin')
    .agg(count('*').as('departures'), avg('delay').as('mean_delay'))
    .selectExpr('window.start AS hour', 'origin', 'departures', 'mean_delay')
    .writeStream.outputMode('append')
    .format('parquet')
    .option('path', `s3://${OUTPUT}/departures`)
    .trigger({ processingTime: '1 second' }),
);
