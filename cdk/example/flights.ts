import { defineQuery } from 'millrace';

const { INPUT = 'millrace-input', FLIGHTS = 'flights' } = process.env;

/** Departures from CSV files, each as a record of a stream; records of one airport stay in order. */
export default defineQuery('flights', (session) =>
  session.readStream
    .format('csv')
    .options({ header: true, timestampFormat: 'yyyy-MM-dd HH:mm:ss', mode: 'DROPMALFORMED' })
    .schema('departed TIMESTAMP, delay INT, distance INT, origin STRING, destination STRING, reported TIMESTAMP')
    .load(`s3://${INPUT}/flights`)
    .writeStream.format('kinesis')
    .options({ streamName: FLIGHTS, partitionKey: 'origin' })
    .trigger({ processingTime: '1 second' }),
);
