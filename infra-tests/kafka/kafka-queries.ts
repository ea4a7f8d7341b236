import { count, type StreamingQuery, StreamSession, sum, window } from 'millrace';

/** Numbers of a topic, counted and summed up in windows of a minute, as Parquet files. */
export const windowCounts = (
  session: StreamSession,
  servers: string,
  topic: string,
  folder: string,
  checkpoint: string,
): Promise<StreamingQuery> =>
  // #region windows
  session.readStream
    .format('kafka')
    .option('kafka.bootstrap.servers', servers)
    .option('subscribe', topic)
    .option('startingOffsets', 'earliest')
    .option('maxOffsetsPerTrigger', 200)
    .load()
    .selectExpr("from_json(CAST(value AS STRING), 'n INT, t TIMESTAMP') AS event")
    .selectExpr('event.n', 'event.t')
    .withWatermark('t', '10 seconds')
    .groupBy(window('t', '1 minute'))
    .agg(count('*').as('n'), sum('n').as('total'))
    .selectExpr('window.start', 'n', 'total')
    .writeStream.format('parquet')
    .option('path', folder)
    .option('checkpointLocation', checkpoint)
    .trigger({ availableNow: true })
    .start();
// #endregion

/** The records of one topic written into another. */
export const copyTopic = (
  session: StreamSession,
  servers: string,
  topic: string,
  copy: string,
  checkpoint: string,
): Promise<StreamingQuery> =>
  // #region copy
  session.readStream
    .format('kafka')
    .option('kafka.bootstrap.servers', servers)
    .option('subscribe', topic)
    .option('startingOffsets', 'earliest')
    .option('maxOffsetsPerTrigger', 200)
    .load()
    .select('key', 'value')
    .writeStream.format('kafka')
    .option('kafka.bootstrap.servers', servers)
    .option('topic', copy)
    .option('checkpointLocation', checkpoint)
    .trigger({ availableNow: true })
    .start();
// #endregion

if (import.meta.main) {
  const [name = '', servers = '', topic = '', target = '', checkpoint = ''] = process.argv.slice(2);
  await using session = await StreamSession.create();
  session.streams.addListener({ onQueryProgress: () => void process.stdout.write('batch\n') });
  const start = name === 'windows' ? windowCounts : copyTopic;
  await (await start(session, servers, topic, target, checkpoint)).awaitTermination();
}
