import { col, explode, lower, type StreamSession, split } from 'millrace';

/** Counts words, most frequent first. */
export const query = (session: StreamSession) =>
  session
    .table<{ value: 'string' | null }>('lines')
    .select(explode(split(lower('value'), '[^a-z]+')).as('word'))
    .filter("word <> ''")
    .groupBy('word')
    .count()
    .orderBy(col('count').desc(), 'word');
