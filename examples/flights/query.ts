import { avg, count, defineQuery, window } from 'millrace';
import { type FlightFolders, flightFolders } from './folders.ts';

/** How the CSV files are read: by the stream, and by the batch query that checks it. */
export const CSV_OPTIONS = {
  header: true,
  timestampFormat: 'yyyy-MM-dd HH:mm:ss',
  mode: 'PERMISSIVE',
  columnNameOfCorruptRecord: 'malformed',
} as const;

/** Columns of the CSV files; `malformed` takes lines that do not fit. */
export const CSV_SCHEMA =
  'departed TIMESTAMP, delay INT, distance INT, origin STRING, destination STRING, reported TIMESTAMP, malformed STRING';

/** How long the query waits for departures that are reported late. */
export const LATENESS = '3 hours';

/** Departures and mean delay by origin airport and hour; hours that are closed become Parquet files. */
export const flights = ({ input, output, checkpoint }: FlightFolders) =>
  // #region query
  defineQuery('flights', (session) =>
    session.readStream
      .format('csv')
      .schema(CSV_SCHEMA)
      .options({ ...CSV_OPTIONS, maxFilesPerTrigger: 2 })
      .load(input)
      .observe('input', count('*').as('rows'), count('malformed').as('malformed'))
      .filter('malformed IS NULL')
      .withWatermark('departed', LATENESS)
      .groupBy(window('departed', '1 hour'), 'origin')
      .agg(count('*').as('departures'), avg('delay').as('mean_delay'))
      .selectExpr('window.start AS hour', 'origin', 'departures', 'mean_delay')
      .writeStream.outputMode('append')
      .format('parquet')
      .options({ path: output, checkpointLocation: checkpoint }),
  );
// #endregion

export default flights(flightFolders('examples/flights', 200_000));
