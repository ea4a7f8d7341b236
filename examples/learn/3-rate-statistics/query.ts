// #region query
import { avg, count, max, min, round, type StreamingQuery, type StreamSession, stddev, variance } from 'millrace';

/** Statistics of the numbers that a rate source makes; `rows` come in each batch or, by the clock, in each second. */
export function describeRate(session: StreamSession, source: string, rows: number): Promise<StreamingQuery> {
  return session.readStream
    .format(source)
    .option(source === 'rate' ? 'rowsPerSecond' : 'rowsPerBatch', rows)
    .load()
    .agg(
      count('value').as('count'),
      min('value').as('min'),
      max('value').as('max'),
      avg('value').as('avg'),
      round(stddev('value'), 6).as('stddev'),
      round(variance('value'), 6).as('variance'),
    )
    .writeStream.outputMode('complete')
    .format('console')
    .trigger({ processingTime: '1 second' })
    .start();
}
// #endregion
