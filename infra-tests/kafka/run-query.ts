import { StreamSession } from 'millrace';
import { copyTopic, countPerMinute } from '../../examples/kafka/kafka.ts';

// Runs one of the example's queries to its end, and prints a line for each batch.
const [name = '', servers = '', topic = '', target = '', checkpoint = ''] = process.argv.slice(2);
await using session = await StreamSession.create();
session.streams.addListener({ onQueryProgress: () => void process.stdout.write('batch\n') });
const start = name === 'windows' ? countPerMinute : copyTopic;
await (await start(session, { servers, topic, target, checkpoint })).awaitTermination();
