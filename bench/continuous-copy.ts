import { StreamSession } from 'millrace';

// Copies a topic into another under the continuous trigger until it is killed; prints `ready` once it runs, and a line for each epoch.
// node continuous-copy.ts SERVERS TOPIC TARGET CHECKPOINT
const [servers = '', topic = '', target = '', checkpointLocation = ''] = process.argv.slice(2);
await using session = await StreamSession.create();
session.streams.addListener({ onQueryProgress: () => void process.stdout.write('epoch\n') });
const query = await session.readStream
  .format('kafka')
  .options({ 'kafka.bootstrap.servers': servers, subscribe: topic, startingOffsets: 'earliest' })
  .load()
  .selectExpr('value')
  .writeStream.format('kafka')
  .options({ 'kafka.bootstrap.servers': servers, topic: target, checkpointLocation })
  .trigger({ continuous: '1 second' })
  .start();
process.stdout.write('ready\n');
await query.awaitTermination();
