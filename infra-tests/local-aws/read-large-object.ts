import { join } from 'node:path';
import { StreamSession } from '../../lib/local/stream-session.ts';

// Reads s3://BUCKET/in as a stream into Parquet and prints the number of rows and the most memory the process had: node read-large-object.ts BUCKET FOLDER
const [bucket = '', folder = ''] = process.argv.slice(2);

const session = await StreamSession.create({
  threads: 2,
  memoryLimitBytes: 100 * 1024 * 1024,
  scratchDirectory: folder,
});
const query = await session.readStream
  .schema('id INT, text STRING')
  .json(`s3://${bucket}/in`)
  .writeStream.format('parquet')
  .option('path', `s3://${bucket}/out`)
  .option('checkpointLocation', join(folder, 'checkpoint'))
  .trigger({ availableNow: true })
  .start();
await query.awaitTermination();
const rows = query.recentProgress.reduce((sum, progress) => sum + progress.numInputRows, 0);
await session.stop();
// The kernel keeps the peak in kilobytes.
console.log(JSON.stringify({ rows, peakBytes: process.resourceUsage().maxRSS * 1024 }));
