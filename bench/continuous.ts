import { setUpKafka } from '../scripts/kafka/kafka-jars.ts';
import { startKafka } from '../scripts/kafka/start-kafka.ts';
import type { Benchmark, Measurement } from './benchmark.ts';
import { type Copied, measureCopy } from './continuous-kafka.ts';
import { memoryLatencies } from './continuous-latency.ts';

const PERCENTILES = [50, 90, 99, 100];

const percentile = (values: readonly number[], percent: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
};

const percentiles = (what: string, values: readonly number[]): Measurement[] =>
  PERCENTILES.map((percent) => ({
    label: `${what}, ${percent === 100 ? 'slowest' : `${percent} of 100 within`}`,
    value: percentile(values, percent),
    unit: 'ms',
  }));

/** What a record takes through the continuous trigger: in memory, and from topic to topic beside Spark on the same broker, one after the other. */
export const continuous: Benchmark = {
  name: 'continuous',
  about:
    'latency of records under the continuous trigger, in memory and through Kafka, beside Spark; repeats after a kill',
  run: async (say) => {
    const memory = percentiles('memory to foreach', await memoryLatencies(5000, 1));
    const problem = await setUpKafka();
    if (problem !== undefined) {
      say(`Without Kafka: ${problem.reason}`);
      return memory;
    }
    const broker = await startKafka({ properties: { 'log.message.timestamp.type': 'LogAppendTime' } });
    try {
      return [...memory, ...(await kafkaMeasurements(broker.servers, say))];
    } finally {
      await broker.stop();
    }
  },
};

async function kafkaMeasurements(servers: string, say: (text: string) => void): Promise<Measurement[]> {
  const own = (await measureCopy(servers, 'millrace')) as Copied;
  const spark = await measureCopy(servers, 'spark').catch(
    (error: Error) => void say(`Without Spark: ${error.message}`),
  );
  const killed = (await measureCopy(servers, 'millrace', { kill: true })) as Copied;
  if (spark === undefined) say('No figures of Spark: npm run spark:setup');
  const counts: Measurement[] = [
    { label: 'kafka to kafka: lost', value: own.lost + killed.lost, unit: 'rows' },
    { label: 'kafka to kafka: repeated without a kill', value: own.repeated, unit: 'rows' },
    { label: 'kafka to kafka: repeated after one kill', value: killed.repeated, unit: 'rows' },
  ];
  const ours = percentiles('kafka to kafka at 1,000 records/s', own.latencies);
  if (spark === undefined || spark.latencies.length === 0) return [...ours, ...counts];
  const ratio = percentile(spark.latencies, 50) / Math.max(1, percentile(own.latencies, 50));
  return [
    ...ours,
    ...percentiles('the same in Spark', spark.latencies),
    { label: 'median in Spark over ours', value: ratio, unit: 'times' },
    ...counts,
  ];
}
