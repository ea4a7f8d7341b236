import { setTimeout as sleep } from 'node:timers/promises';
import { type StreamingQuery, StreamSession } from 'millrace';

const WARM_UP = 300;

/** Latencies of rows from `addData` to the writer's `process`, in milliseconds, one row at a time at a steady pace. */
export async function memoryLatencies(rows: number, pauseMs: number): Promise<number[]> {
  await using session = await StreamSession.create();
  const stream = session.memoryStream('n BIGINT, name STRING', 'latency');
  const sentMs: number[] = [];
  const latencies: number[] = [];
  const query: StreamingQuery = await session.readStream
    .format('memory')
    .option('stream', 'latency')
    .load()
    .where('n >= 0')
    .selectExpr('n', 'upper(name) AS name', 'n * 2 AS twice')
    .writeStream.foreach({
      process: (row) => {
        const n = Number((row as { n: bigint }).n);
        latencies[n] = performance.now() - (sentMs[n] ?? Number.NaN);
      },
    })
    .trigger({ continuous: '1 second' })
    .start();
  for (let n = 0; n < rows + WARM_UP; n += 1) {
    sentMs[n] = performance.now();
    stream.addData([BigInt(n), `name ${n}`]);
    await sleep(pauseMs);
  }
  await query.processAllAvailable();
  await query.stop();
  return latencies.slice(WARM_UP);
}
