import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { col, count, StreamSession, sum, window } from 'millrace';
import { awsServices } from '../../lib/connectors/aws/clients.ts';
import { deployLocally, runCdk } from '../../localstack/cdk.ts';
import { setUpLocalAws } from '../../scripts/local-aws/set-up-local-aws.ts';
import { type LocalAws, startLocalAws } from '../../scripts/local-aws/start-local-aws.ts';
import { eventually } from '../eventually.ts';
import { invoke, localClients } from './local-clients.ts';

const APP = 'node scripts/run.mjs infra-tests/end-to-end/app.ts';
const NOON = Date.UTC(2026, 0, 1, 12);
/** A schedule of one minute, and the time that the local AWS takes to look at it and to start a function on a busy machine. */
const TICK_MS = 300_000;

interface Outputs {
  readonly CLICKS: string;
  readonly INPUT: string;
  readonly OUTPUT: string;
  readonly CountsKinesis: string;
  readonly CountsManage: string;
  readonly HistoryManage: string;
  readonly HistoryBackfill: string;
}

interface Status {
  readonly batchId: number;
  readonly pendingBatchId?: number;
  readonly desired: { readonly state: string };
}

interface Click {
  readonly page: string;
  readonly n: number;
  /** Seconds after noon. */
  readonly at: number;
}

const click = (page: string, at: number, n = 1): Click => ({ page, at, n });
const jsonOf = ({ page, n, at }: Click): string =>
  JSON.stringify({ page, n, clicked: new Date(NOON + at * 1000).toISOString() });

// The tests are one story: each goes on with what the one before has left.
describe('a deployed query', { concurrency: false, timeout: 3_000_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-end-to-end-'));
  let aws: LocalAws;
  let clients: ReturnType<typeof localClients>;
  let names: Outputs;
  let session: StreamSession;

  async function deploy(variant: string): Promise<void> {
    const outputsFile = join(folder, 'outputs.json');
    const output = join(folder, 'cdk.out');
    const options = { endpoint: aws.endpoint, app: APP, output, env: { VARIANT: variant }, print: () => undefined };
    if (names === undefined) await deployLocally({ ...options, outputsFile });
    else await runCdk(['deploy', '--all', '--require-approval', 'never', '--outputs-file', outputsFile], options);
    names = JSON.parse(readFileSync(outputsFile, 'utf8')).EndToEnd;
  }

  async function put(...records: readonly (Click | string)[]): Promise<void> {
    const Records = records.map((record) => ({
      // All to one shard: then the watermark is that of what was put last.
      PartitionKey: 'one',
      Data: Buffer.from(typeof record === 'string' ? record : jsonOf(record)),
    }));
    const { FailedRecordCount } = await clients.kinesis.send(
      new PutRecordsCommand({ StreamName: names.CLICKS, Records }),
    );
    assert.equal(FailedRecordCount, 0);
  }

  const keys = async (Prefix: string): Promise<readonly string[]> => {
    const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: names.OUTPUT, Prefix }));
    return Contents.map(({ Key = '' }) => Key);
  };

  /** What readers see, as `minute page clicks total`. */
  async function counts(): Promise<readonly string[]> {
    if ((await keys('counts/')).length === 0) return [];
    const schema = 'minute TIMESTAMP, page STRING, clicks BIGINT, total BIGINT';
    const rows = await session.read.schema(schema).parquet(`s3://${names.OUTPUT}/counts`).collect();
    return rows
      .map(({ minute, page, clicks, total }) => `${(Number(minute) - NOON) / 60_000} ${page} ${clicks} ${total}`)
      .sort();
  }

  const becomes = (expected: readonly string[], withinMs = TICK_MS) =>
    eventually(withinMs, async () => assert.deepEqual(await counts(), [...expected].sort()));

  const manage = <T>(event: { readonly action: string }) => invoke<T>(clients.lambda, names.CountsManage, event);

  before(async () => {
    assert.equal(await setUpLocalAws(), undefined);
    aws = await startLocalAws();
    clients = localClients(aws.endpoint);
    const services = awsServices({ endpoint: aws.endpoint, region: 'us-east-1' });
    Object.assign(process.env, aws.env);
    session = await StreamSession.create({ aws: services });
    await deploy('first');
  });
  after(async () => {
    await session?.stop();
    await aws?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const SEEN = ['0 a 2 3', '0 b 1 5'];

  test('writes the windows of the records that are put, once they are closed', async () => {
    await put(click('a', 1), click('a', 30, 2), click('b', 59, 5), click('a', 65));
    await sleep(1000);
    assert.deepEqual(await counts(), [], 'the first minute is not over before 12:01:10');
    await put(click('a', 75));
    await becomes(SEEN);
  });

  test('puts a poison record into quarantine while the rest flows', async () => {
    await put('{"page": "poison", "n":', click('b', 100, 7), click('a', 131));
    SEEN.push('1 a 2 2', '1 b 1 7');
    await becomes(SEEN);
    const [key, ...more] = await eventually(60_000, async () => {
      const found = await keys('bad-records/');
      assert.ok(found.length > 0);
      return found;
    });
    assert.deepEqual(more, []);
    const object = await clients.s3.send(new GetObjectCommand({ Bucket: names.OUTPUT, Key: key }));
    const record = JSON.parse(String(await object.Body?.transformToString()));
    assert.equal(record.record, '{"page": "poison", "n":');
    assert.match(JSON.stringify(record.position), /shardId-/);
  });

  test('is called by its schedule, and reads what no event has told of', async () => {
    const mapping = await mappings();
    assert.equal(mapping.length, 1);
    await clients.lambda.send(new DeleteEventSourceMappingCommand({ UUID: mapping[0]?.UUID }));
    await eventually(60_000, async () => assert.equal((await mappings()).length, 0));
    await put(click('c', 150, 3), click('c', 195));
    SEEN.push('2 a 1 1', '2 c 1 3');
    await becomes(SEEN);
  });

  test('loses and repeats nothing when its mapping is made again and begins at the oldest record', async () => {
    const [stream] = await Promise.all([streamArn(), put(click('d', 200, 4))]);
    await clients.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: names.CountsKinesis,
        EventSourceArn: stream,
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 100,
      }),
    );
    await put(click('d', 255));
    SEEN.push('3 c 1 1', '3 d 1 4');
    await becomes(SEEN);
  });

  test('is stopped and started: what came in between is read then', async () => {
    assert.deepEqual(await manage({ action: 'stop' }), { query: 'counts', changed: true });
    // A batch that was at work comes to its end.
    const { batchId } = await eventually(60_000, async () => {
      const status = await manage<Status>({ action: 'status' });
      assert.equal(status.pendingBatchId, undefined);
      return status;
    });
    await put(click('e', 260, 2), click('e', 320));
    await sleep(5000);
    const stopped = await manage<Status>({ action: 'status' });
    assert.deepEqual([stopped.batchId, stopped.desired.state], [batchId, 'stopped']);
    assert.deepEqual(await manage({ action: 'start' }), { query: 'counts', changed: true });
    await put(click('e', 321));
    SEEN.push('4 d 1 1', '4 e 1 2');
    await becomes(SEEN);
  });

  test('keeps its state over a redeployment with another filter', async () => {
    await deploy('filtered');
    await put(click('ignored', 330), click('e', 331, 10), click('e', 380));
    SEEN.push('5 e 3 12');
    await becomes(SEEN);
  });

  test('is not replaced by a query whose windows its state does not suit', async () => {
    await assert.rejects(deploy('longer'), (error: Error) => {
      assert.match(error.message, /DEPLOYMENT_INCOMPATIBLE/);
      assert.match(error.message, /window\(1 minutes\)\]\s+and\s+would\s+be\s+\[window\(2\s+minutes\)\]/);
      assert.match(error.message, /checkpointName: "counts-2"/);
      return true;
    });
    await put(click('f', 400, 6), click('f', 440));
    SEEN.push('6 e 1 1', '6 f 1 6');
    await becomes(SEEN);
  });

  test('backfills 50 files by steps to what one batch computes; a second start under the name does nothing', async () => {
    const clicks = Array.from({ length: 50 }, (_, file) =>
      Array.from({ length: 20 }, (_, i) => click(`p${(file + i) % 7}`, file * 60 + i * 3, i)),
    );
    for (const [file, lines] of clicks.entries()) {
      const Key = `history/${String(file).padStart(3, '0')}.json`;
      await clients.s3.send(new PutObjectCommand({ Bucket: names.INPUT, Key, Body: lines.map(jsonOf).join('\n') }));
    }
    const start = { stateMachineArn: names.HistoryBackfill, name: 'all-of-2026', input: '{}' };
    const { executionArn } = await clients.sfn.send(new StartExecutionCommand(start));
    const output = await eventually(600_000, async () => {
      const execution = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
      assert.notEqual(execution.status, 'FAILED', execution.cause);
      assert.equal(execution.status, 'SUCCEEDED');
      return execution.output;
    });
    assert.equal(JSON.parse(String(output)).done, true);
    const rows = await history();
    assert.deepEqual(rows, await inOneBatch());
    assert.ok(rows.length > 20);
    const files = await keys('history/');
    assert.ok(files.length > 1, 'in several batches');
    const again = await clients.sfn.send(new StartExecutionCommand(start)).catch((error: Error) => error);
    assert.ok(again instanceof Error ? again.name === 'ExecutionAlreadyExists' : again.executionArn === executionArn);
    await sleep(2000);
    assert.deepEqual(await keys('history/'), files);
  });

  async function history(): Promise<readonly string[]> {
    const schema = 'start TIMESTAMP, page STRING, clicks BIGINT, total BIGINT';
    const rows = await session.read.schema(schema).parquet(`s3://${names.OUTPUT}/history`).collect();
    return rows.map((row) => JSON.stringify(Object.values(row).map(String))).sort();
  }

  /** Windows that are closed by a watermark of one minute. */
  async function inOneBatch(): Promise<readonly string[]> {
    const input = session.read.schema('page STRING, n INT, clicked TIMESTAMP').json(`s3://${names.INPUT}/history`);
    const last = NOON + (49 * 60 + 19 * 3 - 60) * 1000;
    const rows = await input
      .groupBy(window('clicked', '10 minutes'), 'page')
      .agg(count('*').as('clicks'), sum('n').as('total'))
      .filter(col('window.end').le(new Date(last)))
      .selectExpr('window.start AS start', 'page', 'clicks', 'total')
      .collect();
    return rows.map((row) => JSON.stringify(Object.values(row).map(String))).sort();
  }

  async function mappings() {
    const { EventSourceMappings = [] } = await clients.lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: names.CountsKinesis }),
    );
    return EventSourceMappings;
  }

  const streamArn = async (): Promise<string> => `arn:aws:kinesis:us-east-1:000000000000:stream/${names.CLICKS}`;
});
