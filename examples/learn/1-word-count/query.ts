// #region query
import { desc, explode, type StreamingQuery, type StreamSession, split } from 'millrace';

/** Counts the words of the lines that a server sends; each batch prints all counts so far. */
export function countWords(session: StreamSession, host: string, port: number): Promise<StreamingQuery> {
  return session.readStream
    .format('socket')
    .option('host', host)
    .option('port', port)
    .load()
    .select(explode(split('value', ' ')).as('word'))
    .groupBy('word')
    .count()
    .orderBy(desc('count'), 'word')
    .writeStream.outputMode('complete')
    .format('console')
    .start();
}
// #endregion
