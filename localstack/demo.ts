import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { StreamSession, sum } from 'millrace';
import { demoFlights, type FlightFile, type FlightRecord } from './demo-flights.ts';
import { OUTPUTS_FILE } from './deploy.ts';
import { localEndpoint, localEnvironment } from './endpoint.ts';

const ROWS = 20_000;
const RECORDS_PER_REQUEST = 500;
const LOOK_MS = 2000;
/** How long nothing may happen before the demo gives up: the schedule of a tick comes once a minute. */
const PATIENCE_MS = 120_000;
const LATENESS_MS = 3 * 3_600_000;

type Names = Readonly<Record<'INPUT' | 'OUTPUT' | 'FLIGHTS' | 'departuresManage', string>>;

const endpoint = localEndpoint();
Object.assign(process.env, localEnvironment(endpoint));
const kinesis = new KinesisClient({ endpoint, requestHandler: new NodeHttpHandler() });
const s3 = new S3Client({ endpoint, forcePathStyle: true });
const lambda = new LambdaClient({ endpoint });

function deployedNames(): Names {
  if (!existsSync(OUTPUTS_FILE)) throw new Error('Nothing is deployed yet: npm run local:deploy');
  return JSON.parse(readFileSync(OUTPUTS_FILE, 'utf8')).MillraceExample as Names;
}

async function putFile(bucket: string, { name, text }: FlightFile): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `flights/${name}`, Body: text }));
}

async function putRecords(stream: string, flights: readonly FlightRecord[]): Promise<void> {
  for (let from = 0; from < flights.length; from += RECORDS_PER_REQUEST) {
    const Records = flights.slice(from, from + RECORDS_PER_REQUEST).map((flight) => ({
      PartitionKey: flight.origin,
      Data: Buffer.from(JSON.stringify(flight)),
    }));
    const { FailedRecordCount } = await kinesis.send(new PutRecordsCommand({ StreamName: stream, Records }));
    if (FailedRecordCount !== 0) throw new Error(`The stream ${stream} did not take ${FailedRecordCount} records.`);
  }
}

/** The watermark of the query that counts. */
async function watermarkMs({ departuresManage }: Names): Promise<number> {
  const Payload = JSON.stringify({ action: 'status' });
  const answer = await lambda.send(new InvokeCommand({ FunctionName: departuresManage, Payload }));
  const text = Buffer.from(answer.Payload ?? []).toString();
  if (answer.FunctionError !== undefined) throw new Error(text);
  return Date.parse((JSON.parse(text) as { watermark: string | null }).watermark ?? '1970-01-01T00:00:00Z');
}

/** Shows windows as they arrive, until the query has seen all flights up to a time. */
async function watchUntil(session: StreamSession, names: Names, lastMs: number): Promise<void> {
  let shown = -1;
  let changedAt = performance.now();
  for (;;) {
    const reached = await watermarkMs(names);
    const windows = await countWindows(session, names);
    if (windows.rows !== shown) {
      changedAt = performance.now();
      console.log(
        `  watermark ${new Date(reached).toISOString().slice(0, 16)}  ${String(windows.rows).padStart(5)} windows with ${windows.departures} departures`,
      );
    }
    shown = windows.rows;
    if (reached >= lastMs - LATENESS_MS) return;
    if (performance.now() - changedAt > PATIENCE_MS)
      throw new Error('No window has arrived for two minutes; see the log in .local-aws/logs.');
    await sleep(LOOK_MS);
  }
}

const SCHEMA = 'hour TIMESTAMP, origin STRING, departures BIGINT, mean_delay DOUBLE';

async function countWindows(session: StreamSession, { OUTPUT }: Names) {
  const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket: OUTPUT, Prefix: 'departures/' }));
  if (KeyCount === 0) return { rows: 0, departures: 0n };
  const rows = await session.read.schema(SCHEMA).parquet(`s3://${OUTPUT}/departures`).collect();
  return { rows: rows.length, departures: rows.reduce((sum, row) => sum + (row.departures ?? 0n), 0n) };
}

const lastOf = (files: readonly FlightFile[]): number =>
  Math.max(...files.flatMap(({ records }) => records.map(({ departed }) => Date.parse(departed))));

const names = deployedNames();
await using session = await StreamSession.create();
const files = await demoFlights(session, ROWS);
const half = Math.ceil(files.length / 2);
const [asFiles, asRecords] = [files.slice(0, half), files.slice(half)];

console.log(
  `${asFiles.length} files of flights go to s3://${names.INPUT}/flights; the query "flights" puts them into the stream ${names.FLIGHTS}.`,
);
for (const file of asFiles) await putFile(names.INPUT, file);
console.log(`The query "departures" counts them by airport and hour into s3://${names.OUTPUT}/departures:`);
await watchUntil(session, names, lastOf(asFiles));

const flights = asRecords.flatMap(({ records }) => records);
console.log(`${flights.length} more flights go right into the stream:`);
await putRecords(names.FLIGHTS, flights);
await watchUntil(session, names, lastOf(asRecords));

const busiest = await session.read
  .schema(SCHEMA)
  .parquet(`s3://${names.OUTPUT}/departures`)
  .groupBy('origin')
  .agg(sum('departures').as('departures'))
  .orderBy('departures')
  .collect();
console.log('The busiest airports:');
for (const row of busiest.slice(-5).reverse()) console.log(`  ${Object.values(row).join('  ')}`);
