import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { count, defineQuery, window } from 'millrace';
import { createManifest, kinesisHandler, QueryRuntime } from 'millrace/lambda';
import type { AwsCall } from '../lib/connectors/aws/ports.ts';
import { watchedServices } from '../lib/connectors/aws/watched-services.ts';
import { checkpointTable } from '../lib/testing/aws/checkpoint-table.ts';
import { memoryAws } from '../lib/testing/aws/memory-aws.ts';
import { type Benchmark, type Measurement, median } from './benchmark.ts';
import { bundleTick } from './lambda-bundle.ts';

const RECORDS = 1000;
const BATCHES = 60;
const WARM_UP = 10;
const COLD_STARTS = 5;
const SCHEMA = 'user_id BIGINT, amount DOUBLE, t TIMESTAMP';

/** Imports a handler and calls it once, in a process of its own. */
const CALLER = `
const started = performance.now();
const { handler } = await import(process.argv[2]);
const imported = performance.now();
await handler({}, { awsRequestId: '1', getRemainingTimeInMillis: () => 60000 });
const ended = performance.now();
process.stderr.write(JSON.stringify({ importMs: imported - started, batchMs: ended - imported }));
`;

const click = (i: number): string =>
  JSON.stringify({ user_id: i % 100, amount: i / 7, t: new Date(Date.UTC(2024, 0, 1) + i * 20).toISOString() });

/** A deployed query: what its functions weigh, how they start, and what a batch costs. */
export const lambdaHandler: Benchmark = {
  name: 'lambda-handler',
  about: 'bundle, cold start, warm batch of 1,000 records, requests and DynamoDB units of a batch',
  run: async (say) => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-lambda-'));
    try {
      say('cold starts read a local file and keep their checkpoint in a folder; warm batches use AWS in memory');
      return [...(await coldStarts(folder)), ...(await warmBatches(folder))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function coldStarts(folder: string): Promise<readonly Measurement[]> {
  const input = join(folder, 'in');
  mkdirSync(input);
  writeFileSync(join(input, 'a.json'), Array.from({ length: RECORDS }, (_, i) => click(i)).join('\n'));
  const query = defineQuery('clicks', (session) =>
    session.readStream
      .schema(SCHEMA)
      .json(input)
      .withWatermark('t', '10 seconds')
      .groupBy(window('t', '10 seconds'), 'user_id')
      .agg(count('*').as('n'))
      .writeStream.format('parquet')
      .option('path', join(folder, 'out')),
  );
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(await createManifest(query)));
  writeFileSync(join(folder, 'caller.mjs'), CALLER);
  const [lazy, eager] = [await starts(folder, false), await starts(folder, true)];
  return [
    { label: 'bundle of the function, all its parts', value: lazy.bytes / 1e6, unit: 'MB' },
    { label: 'import (cold), median', value: lazy.importMs, unit: 'ms' },
    { label: 'first batch (cold), median', value: lazy.batchMs, unit: 'ms' },
    { label: 'import with everything at once, median', value: eager.importMs, unit: 'ms' },
    { label: 'saved by loading lazily', value: eager.importMs - lazy.importMs, unit: 'ms' },
  ];
}

async function starts(folder: string, eager: boolean) {
  const bundle = join(folder, eager ? 'eager' : 'lazy');
  mkdirSync(bundle);
  const bytes = await bundleTick(bundle, eager);
  const times = Array.from({ length: COLD_STARTS }, (_, i) => start(folder, bundle, `${eager}-${i}`));
  return {
    bytes,
    importMs: median(times.map(({ importMs }) => importMs)),
    batchMs: median(times.map(({ batchMs }) => batchMs)),
  };
}

function start(folder: string, bundle: string, name: string): { readonly importMs: number; readonly batchMs: number } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'caller.mjs'), pathToFileURL(join(bundle, 'tick.mjs')).href],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        MILLRACE_MANIFEST: join(folder, 'manifest.json'),
        MILLRACE_CHECKPOINT: join(folder, `checkpoint-${name}`),
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
        AWS_REGION: 'eu-west-1',
      },
    },
  );
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  return JSON.parse(stderr);
}

async function warmBatches(folder: string): Promise<readonly Measurement[]> {
  const aws = memoryAws({ buckets: ['out-bucket', 'spill-bucket'], kinesis: { limitWrites: false } });
  aws.dynamoDb.createTable(checkpointTable('checkpoints'));
  aws.kinesis.createStream('clicks', { shards: 1 });
  const calls: AwsCall[] = [];
  const query = defineQuery('clicks', (session) =>
    session.readStream
      .format('kinesis')
      .options({ streamName: 'clicks', initialPosition: 'trim_horizon' })
      .schema(SCHEMA)
      .load()
      .withWatermark('t', '10 seconds')
      .groupBy(window('t', '10 seconds'), 'user_id')
      .agg(count('*').as('n'))
      .writeStream.format('parquet')
      .option('path', 's3://out-bucket/rows'),
  );
  const runtime = new QueryRuntime({
    manifest: await createManifest(query),
    checkpoint: 'dynamodb://checkpoints/clicks?spill=spill-bucket/clicks',
    environment: { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769' },
    aws: watchedServices(aws.services, (call) => calls.push(call)),
    scratchDirectory: join(folder, 'scratch'),
    telemetry: {
      middlewares: [],
      observer: () => ({ onBatch: () => undefined, onFailure: () => undefined, onSkip: () => undefined }),
    },
  });
  const handler = kinesisHandler(runtime);
  const { StreamDescriptionSummary: summary } = await aws.kinesis.port.describeStreamSummary({ StreamName: 'clicks' });
  const times: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    if (batch === WARM_UP) calls.length = 0;
    const records = Array.from({ length: RECORDS }, (_, i) => Buffer.from(click(batch * RECORDS + i)));
    const sequence: string[] = [];
    for (let from = 0; from < RECORDS; from += 500) {
      const Records = records.slice(from, from + 500).map((Data) => ({ Data, PartitionKey: 'k' }));
      const put = await aws.kinesis.port.putRecords({ StreamName: 'clicks', Records });
      sequence.push(...(put.Records ?? []).map(({ SequenceNumber = '' }) => SequenceNumber));
    }
    const event = {
      Records: records.map((data, i) => ({
        eventID: `shardId-000000000000:${sequence[i]}`,
        eventSourceARN: summary?.StreamARN ?? '',
        kinesis: {
          sequenceNumber: sequence[i] ?? '',
          partitionKey: 'k',
          data: data.toString('base64'),
          approximateArrivalTimestamp: Date.now() / 1000,
        },
      })),
    };
    const startMs = performance.now();
    await handler(event, { awsRequestId: String(batch), getRemainingTimeInMillis: () => 60_000 });
    times.push(performance.now() - startMs);
  }
  await runtime.close();
  const events = BATCHES - WARM_UP;
  const of = (service: AwsCall['service']) => calls.filter((call) => call.service === service);
  return [
    { label: `warm event of ${RECORDS} records, median`, value: median(times.slice(WARM_UP)), unit: 'ms' },
    { label: '  requests to DynamoDB', value: of('dynamoDb').length / events, unit: 'requests' },
    { label: '  requests to S3', value: of('s3').length / events, unit: 'requests' },
    { label: '  requests to Kinesis', value: of('kinesis').length / events, unit: 'requests' },
    {
      label: '  capacity of DynamoDB',
      value: of('dynamoDb').reduce((sum, { capacityUnits }) => sum + capacityUnits, 0) / events,
      unit: 'units',
    },
  ];
}
