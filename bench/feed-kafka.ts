import { setTimeout as sleep } from 'node:timers/promises';
import { Producer } from '@platformatic/kafka';

// Sends numbers to a topic at a steady rate.
// node feed-kafka.ts SERVERS TOPIC RECORDS_PER_SECOND RECORDS
const [servers = '', topic = '', rate = '', records = ''] = process.argv.slice(2);
const producer = new Producer({ clientId: 'feeder', bootstrapBrokers: [servers] });
const total = Number(records);
const startMs = performance.now();
let sent = 0;
while (sent < total) {
  const due = Math.min(total, Math.floor(((performance.now() - startMs) * Number(rate)) / 1000));
  if (due > sent) {
    const messages = Array.from({ length: due - sent }, (_, i) => ({
      ...{ topic, partition: 0, value: Buffer.from(String(sent + i)) },
    }));
    await producer.send({ messages: messages as never, acks: 1 });
    sent = due;
  }
  await sleep(1);
}
await producer.close();
