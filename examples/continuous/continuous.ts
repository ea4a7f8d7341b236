import type { StreamingQuery, StreamSession } from 'millrace';

/** Where the query of this page reads and writes. */
export interface Places {
  /** `host:port`, several with commas between. */
  readonly servers: string;
  readonly topic: string;
  readonly target: string;
  readonly checkpoint: string;
}

// #region query
/** Orders above a limit go from one topic into another, each within milliseconds of its arrival; every second the query notes how far it has come. */
export function forwardLargeOrders(session: StreamSession, places: Places): Promise<StreamingQuery> {
  return session.readStream
    .format('kafka')
    .option('kafka.bootstrap.servers', places.servers)
    .option('subscribe', places.topic)
    .option('startingOffsets', 'earliest')
    .load()
    .selectExpr('key', "from_json(CAST(value AS STRING), 'id BIGINT, amount DOUBLE') AS order")
    .where('order.amount >= 100')
    .selectExpr('key', 'to_json(order) AS value')
    .writeStream.format('kafka')
    .option('kafka.bootstrap.servers', places.servers)
    .option('topic', places.target)
    .option('checkpointLocation', places.checkpoint)
    .trigger({ continuous: '1 second' })
    .start();
}
// #endregion

// #region rate
/** The same without a broker: numbers of the rate source, each printed by a writer as soon as its time has come. */
export function followRate(session: StreamSession, write: (line: string) => void): Promise<StreamingQuery> {
  return session.readStream
    .format('rate')
    .option('rowsPerSecond', 10)
    .load()
    .where('value % 2 = 0')
    .selectExpr('value', 'value * value AS square')
    .writeStream.foreach({
      process: (row) => write(`${row.value} ${row.square}`),
    })
    .trigger({ continuous: '1 second' })
    .start();
}
// #endregion
