import { StreamSession } from 'millrace';
import { forwardLargeOrders } from '../../examples/continuous/continuous.ts';

// Runs the example's query until it is killed; prints a line for each epoch.
const [servers = '', topic = '', target = '', checkpoint = ''] = process.argv.slice(2);
await using session = await StreamSession.create();
session.streams.addListener({ onQueryProgress: () => void process.stdout.write('epoch\n') });
await (await forwardLargeOrders(session, { servers, topic, target, checkpoint })).awaitTermination();
