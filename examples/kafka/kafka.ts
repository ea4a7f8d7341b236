import { count, type DataFrame, type StreamingQuery, type StreamSession, sum, window } from 'millrace';

/** Where the queries of this page read and write. */
export interface Places {
  /** `host:port`, several with commas between. */
  readonly servers: string;
  readonly topic: string;
  /** A folder, or another topic. */
  readonly target: string;
  readonly checkpoint: string;
}

// #region windows
/** Numbers of a topic, counted and summed up in windows of a minute, as Parquet files: each record counts once, whatever happens. */
export function countPerMinute(session: StreamSession, places: Places): Promise<StreamingQuery> {
  return session.readStream
    .format('kafka')
    .option('kafka.bootstrap.servers', places.servers)
    .option('subscribe', places.topic)
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
    .option('checkpointLocation', places.checkpoint)
    .trigger({ availableNow: true })
    .start(places.target);
}
// #endregion

// #region copy
/** The records of one topic written into another, at least once, with a header that says where each was. */
export function copyTopic(session: StreamSession, places: Places): Promise<StreamingQuery> {
  return session.readStream
    .format('kafka')
    .option('kafka.bootstrap.servers', places.servers)
    .option('subscribe', places.topic)
    .option('startingOffsets', 'earliest')
    .option('maxOffsetsPerTrigger', 200)
    .load()
    .selectExpr(
      'key',
      'value',
      "array(named_struct('key', 'from', 'value', CAST(concat_ws('/', topic, partition, offset) AS BINARY))) AS headers",
    )
    .writeStream.format('kafka')
    .option('kafka.bootstrap.servers', places.servers)
    .option('topic', places.target)
    .option('checkpointLocation', places.checkpoint)
    .trigger({ availableNow: true })
    .start();
}
// #endregion

// #region table
/** A topic as it is now, between two times. */
export function readBetween(session: StreamSession, places: Places, fromMs: number, untilMs: number): DataFrame {
  return session.read
    .format('kafka')
    .option('kafka.bootstrap.servers', places.servers)
    .option('subscribe', places.topic)
    .option('startingTimestamp', fromMs)
    .option('endingTimestamp', untilMs)
    .load()
    .selectExpr('partition', 'offset', 'CAST(value AS STRING) AS value');
}
// #endregion

// #region secure
/** What source and sink need to sign in to brokers and to encrypt. */
export const secureOptions = (username: string, password: string, certificates: string) => ({
  'kafka.security.protocol': 'SASL_SSL',
  'kafka.sasl.mechanism': 'SCRAM-SHA-512',
  'kafka.sasl.username': username,
  'kafka.sasl.password': password,
  'kafka.ssl.truststore.location': certificates,
});
// #endregion
