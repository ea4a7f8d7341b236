// #region query
import { count, max, type StreamingQuery, type StreamSession, window } from 'millrace';

export type Mode = 'append' | 'update' | 'complete';

/** Readings by ten minutes of event time, ten minutes of lateness allowed; each batch is printed in the order of the windows. */
export function countReadings(session: StreamSession, folder: string, mode: Mode): Promise<StreamingQuery> {
  return session.readStream
    .schema('t TIMESTAMP, reading INT')
    .csv(folder)
    .withWatermark('t', '10 minutes')
    .groupBy(window('t', '10 minutes'))
    .agg(count('*').as('readings'), max('reading').as('highest'))
    .selectExpr('window.start', 'window.end', 'readings', 'highest')
    .writeStream.outputMode(mode)
    .foreachBatch(async (batch, batchId) => {
      console.log(`${mode}, batch ${batchId}`);
      await batch.orderBy('start').show();
    })
    .start();
}
// #endregion
