import { defineQuery } from 'millrace';

const { INPUT = 'millrace-input', FLIGHTS = 'flights' } = process.env;

/** Departures from CSV files, each as a record of a stream, in the order of the files: strict order within each airport would let quiet airports run hours ahead. */
export default defineQuery('flights', (session) =>
  session.readStream
    .format('csv')
    .options({ header: true, timestampFormat: 'yyyy-MM-dd HH:mm:ss', mode: 'DROPMALFORMED' })
    .schema('departed TIMESTAMP, delay INT, distance INT, origin STRING, destination STRING, reported TIMESTAMP')
    .load(`s3://${INPUT}/flights`)
    .writeStream.format('kinesis')
    .options({ streamName: FLIGHTS, partitionKey: 'origin', keyOrder: 'relaxed' })
    .trigger({ processingTime: '1 second' }),
);
