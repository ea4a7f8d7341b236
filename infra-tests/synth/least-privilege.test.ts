import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { col, count, defineQuery, window } from 'millrace';
import { StreamingQuery } from '../../cdk/index.ts';
import { CHECK_ACTIONS } from '../../cdk/parts/checkpoint-check.ts';
import { KINESIS_POLLER_ACTIONS } from '../../cdk/parts/kinesis-input.ts';
import { SQS_POLLER_ACTIONS } from '../../cdk/parts/s3-input.ts';
import type { AwsServices } from '../../lib/connectors/aws/ports.ts';
import { upload } from '../../lib/connectors/s3/upload.ts';
import { checkCheckpoint } from '../../lib/lambda/checkpoint-check.ts';
import { createManifest, type DeployableQuery, type QueryManifest, QueryRuntime } from '../../lib/lambda/index.ts';
import { kinesisHandler } from '../../lib/lambda/kinesis-handler.ts';
import { contextOf } from '../../lib/lambda/lambda.fixture.ts';
import { manageHandler } from '../../lib/lambda/manage-handler.ts';
import { s3Handler } from '../../lib/lambda/s3-handler.ts';
import { stepHandler } from '../../lib/lambda/step-handler.ts';
import { tickHandler } from '../../lib/lambda/tick-handler.ts';
import { openCheckpoint } from '../../lib/local/open-checkpoint.ts';
import { checkpointTable } from '../../lib/testing/aws/checkpoint-table.ts';
import { kinesisEvent } from '../../lib/testing/aws/kinesis/kinesis-event.ts';
import { memoryAws } from '../../lib/testing/aws/memory-aws.ts';
import { covers, type Permission, permissionsOf } from './allowed-by.ts';
import { type NeededPermission, recordedAws } from './recorded-aws.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-privilege-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What Lambda's own services do in the name of a function: no call of the runtime asks for it. */
const OF_SERVICES = [
  ...KINESIS_POLLER_ACTIONS,
  ...SQS_POLLER_ACTIONS,
  'sqs:SendMessage',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
];

const clicks = defineQuery('clicks', (session) =>
  session.readStream
    .format('kinesis')
    .options({ streamName: 'clicks', initialPosition: 'trim_horizon', badRecordsPath: 's3://bad/clicks' })
    .schema('page STRING, t TIMESTAMP')
    .load()
    .withWatermark('t', '1 second')
    .groupBy(window('t', '10 seconds'), 'page')
    .agg(count('*').as('n'))
    .select(col('window.start').as('start'), col('page'), col('n'))
    .writeStream.format('parquet')
    .option('path', 's3://out/clicks'),
);

const files = defineQuery('files', (session) =>
  session.readStream
    .format('json')
    .options({ cleanSource: 'archive', sourceArchiveDir: 's3://archive/old', maxFilesPerTrigger: 1 })
    .schema('page STRING')
    .load('s3://input/pages')
    .writeStream.format('kinesis')
    .option('streamName', 'pages'),
);

const totals = defineQuery('totals', (session) =>
  session.readStream
    .format('kinesis')
    .options({ streamName: 'clicks', initialPosition: 'trim_horizon' })
    .schema('page STRING')
    .load()
    .groupBy('page')
    .agg(count('*').as('n'))
    .writeStream.outputMode('complete')
    .format('dynamodb')
    .options({ tableName: 'totals', partitionKey: 'page' }),
);

/** A query on an AWS in memory that writes down what each of its functions calls. */
class Watched {
  readonly needed: NeededPermission[] = [];
  readonly aws = memoryAws({ buckets: ['input', 'out', 'bad', 'archive', 'spill'] });
  readonly recorded = recordedAws(this.aws.services, this.needed);
  readonly manifest: QueryManifest;
  readonly checkpoint: string;
  readonly template: Template;

  private constructor(manifest: QueryManifest) {
    this.manifest = manifest;
    this.checkpoint = `dynamodb://checkpoints/${manifest.name}?spill=spill`;
    this.aws.dynamoDb.createTable(checkpointTable('checkpoints'));
    this.aws.dynamoDb.createTable({ name: 'totals', partitionKey: { name: 'page', type: 'S' } });
    for (const name of ['clicks', 'pages']) this.aws.kinesis.createStream(name, { shards: 1 });
    const entry = join(folder, `${manifest.name}.json`);
    writeFileSync(entry, JSON.stringify(manifest));
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
    const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
    new StreamingQuery(stack, 'Query', {
      entry,
      checkpointTable: Table.fromTableName(stack, 'Checkpoints', 'checkpoints'),
      spillBucket: Bucket.fromBucketName(stack, 'Spill', 'spill'),
      tick: true,
    });
    this.template = Template.fromStack(stack);
  }

  static create = async (definition: DeployableQuery): Promise<Watched> =>
    new Watched(await createManifest(definition));

  async process<T>(work: (runtime: QueryRuntime) => Promise<T>, aws: AwsServices = this.recorded): Promise<T> {
    const { manifest, checkpoint } = this;
    const telemetry = { middlewares: [], observer: () => SILENT };
    const runtime = new QueryRuntime({
      manifest,
      checkpoint,
      aws,
      telemetry,
      environment: {},
      scratchDirectory: folder,
    });
    try {
      return await work(runtime);
    } finally {
      await runtime.close();
    }
  }

  /** The same AWS for a process that does not live to commit; the next one runs its batch again. */
  beforeCommit(): AwsServices {
    const { recorded } = this;
    const dynamoDb: AwsServices['dynamoDb'] = async () => {
      const port = await recorded.dynamoDb();
      const isCommit = (sk: string | undefined) => sk?.startsWith('commit#') === true;
      const killed = () => Promise.reject(new Error('killed before the commit'));
      return { ...port, putItem: (input) => (isCommit(input.Item?.sk?.S) ? killed() : port.putItem(input)) };
    };
    return { ...recorded, dynamoDb };
  }

  async put(stream: string, ...documents: readonly string[]): Promise<void> {
    const Records = documents.map((document) => ({ PartitionKey: 'a', Data: Buffer.from(document) }));
    await this.aws.kinesis.port.putRecords({ StreamName: stream, Records });
  }

  /** State of over 4 MB goes to the bucket, is read there, and leaves it; what reads it back is another process. */
  async spill(): Promise<void> {
    const open = () => openCheckpoint(this.checkpoint, { aws: this.recorded, scratchDirectory: folder });
    const store = open();
    const latest = (await store.commits.latest())?.batchId ?? -1;
    for (const batchId of [latest + 1, latest + 2]) {
      const file = join(folder, `blob-${batchId}`);
      writeFileSync(file, randomBytes(5 * 2 ** 20));
      const state = [{ operatorId: 0, table: 'state_0', delta: null, evictedThroughMicros: null, numRows: 1 }];
      const entry = { batchId, runToken: 'run', nextBatchWatermarkMs: 0, watermarkMarks: [], flushDue: false, state };
      await store.commits.add(entry, [{ operatorId: 0, table: 'state_0', file, rows: 1 }]);
    }
    const reader = open();
    const delta = (await reader.commits.latest())?.state[0]?.delta;
    assert.ok(delta);
    await reader.openBlob(delta);
    await store.addSnapshot(latest + 2, []);
    await store.purge(latest + 2);
  }

  /** A result too large for one request, and one of which a part is lost. */
  async uploadLarge(bucket: string, key: string): Promise<void> {
    const s3 = await this.recorded.s3();
    const content = { bytes: 9 * 2 ** 20, read: async (_from: number, length: number) => Buffer.alloc(length) };
    await upload(s3, { bucket, key }, content);
    const failing = { ...s3, uploadPart: () => Promise.reject(new Error('lost')) };
    await assert.rejects(upload(failing, { bucket, key: `${key}-2` }, content));
    const unanswered = {
      ...s3,
      completeMultipartUpload: async (input: Parameters<typeof s3.completeMultipartUpload>[0]) => {
        await s3.completeMultipartUpload(input);
        throw Object.assign(new Error('the answer is lost, and the SDK asks again'), { name: 'NoSuchUpload' });
      },
    };
    await upload(unanswered, { bucket, key: `${key}-3` }, content);
  }

  /** Calls that the role may not make, and permissions that no call needs. */
  differences(role: string): { readonly missing: readonly string[]; readonly needless: readonly string[] } {
    const allowed = permissionsOf(this.template, role).filter(({ action }) => !OF_SERVICES.includes(action));
    const text = ({ action, resource }: Permission) => `${action} ${resource}`;
    const missing = this.needed.filter((call) => !allowed.some((permission) => covers(permission, call))).map(text);
    const needless = allowed.filter((permission) => !this.needed.some((call) => covers(permission, call))).map(text);
    return { missing: [...new Set(missing)], needless };
  }
}

const SILENT = { onBatch: () => undefined, onFailure: () => undefined, onSkip: () => undefined };
const NOTHING = { missing: [], needless: [] };
const click = (second: number) => JSON.stringify({ page: 'a', t: new Date(second * 1000).toISOString() });

describe('a role allows what its function calls, and nothing else', () => {
  test('stream → windows → Parquet, with a quarantine', async () => {
    const watched = await Watched.create(clicks);
    const tick = (runtime: QueryRuntime) => tickHandler(runtime)({}, contextOf());
    await watched.put('clicks', click(1), '{"page": ', click(30));
    await assert.rejects(watched.process(tick, watched.beforeCommit()));
    await watched.process(async (runtime) => {
      await tick(runtime);
      await tick(runtime);
    });
    assert.ok(
      watched.aws.s3.keys('out').length > 0 && watched.aws.s3.keys('bad').length > 0,
      'windows and bad records',
    );
    await watched.process((runtime) => kinesisHandler(runtime)(kinesisEvent(CLICKS_ARN, SHARD, []), contextOf()));
    await watched.spill();
    for (const [bucket, key] of [
      ['out', 'clicks/large'],
      ['bad', 'clicks/large'],
    ] as const)
      await watched.uploadLarge(bucket, key);
    assert.deepEqual(watched.differences('QueryTickRole'), NOTHING);
    assert.deepEqual(watched.differences('QueryKinesisRole'), NOTHING);
    assert.deepEqual(watched.differences('QueryStepRole'), NOTHING);
  });

  test('files → stream, files archived', async () => {
    const watched = await Watched.create(files);
    const s3 = await watched.aws.services.s3();
    for (const key of ['pages/1.json', 'pages/2.json', 'pages/3.json'])
      await s3.putObject({ Bucket: 'input', Key: key, Body: '{"page": "a"}\n' });
    const body = JSON.stringify({
      ...{ source: 'aws.s3', 'detail-type': 'Object Created', time: new Date().toISOString() },
      detail: { bucket: { name: 'input' }, object: { key: 'pages/1.json', size: 14 } },
    });
    await watched.process((runtime) => s3Handler(runtime)({ Records: [{ messageId: 'm', body }] }, contextOf()));
    await watched.process(async (runtime) => {
      for (let i = 0; i < 4; i++) await stepHandler(runtime)({}, contextOf());
    });
    assert.ok(watched.aws.s3.keys('archive').length > 0, 'a file is archived');
    // How large a record may be is asked where one is larger than is usual.
    await s3.putObject({ Bucket: 'input', Key: 'pages/4.json', Body: JSON.stringify({ page: 'x'.repeat(2 ** 21) }) });
    await assert.rejects(
      watched.process((runtime) => stepHandler(runtime)({}, contextOf())),
      { condition: 'KINESIS_RECORD_TOO_LARGE' },
    );
    await watched.spill();
    await watched.uploadLarge('archive', 'old/large');
    assert.deepEqual(watched.differences('QueryS3Role'), NOTHING);
    assert.deepEqual(watched.differences('QueryStepRole'), NOTHING);
  });

  test('stream → totals in a table', async () => {
    const watched = await Watched.create(totals);
    for (const page of ['a', 'b']) {
      await watched.put('clicks', JSON.stringify({ page }));
      await watched.process((runtime) => tickHandler(runtime)({}, contextOf()));
    }
    // Another run of the same query has left an item that is no part of the result.
    const [item] = watched.aws.dynamoDb.items('totals');
    await watched.aws.dynamoDb.port.putItem({ TableName: 'totals', Item: { ...item, page: { S: 'gone' } } });
    await watched.put('clicks', JSON.stringify({ page: 'c' }));
    await watched.process((runtime) => tickHandler(runtime)({}, contextOf()));
    assert.equal(watched.aws.dynamoDb.items('totals').length, 3);
    await watched.spill();
    assert.deepEqual(watched.differences('QueryTickRole'), NOTHING);
  });

  test('managing reaches the checkpoint alone, and the check only reads it', async () => {
    const watched = await Watched.create(clicks);
    await watched.process(async (runtime) => {
      for (const action of ['status', 'progress', 'stop', 'start'] as const)
        await manageHandler(runtime)({ action }, contextOf());
    });
    assert.deepEqual(watched.differences('QueryManageRole'), NOTHING);
    watched.needed.length = 0;
    const store = openCheckpoint(watched.checkpoint, { aws: watched.recorded });
    checkCheckpoint(watched.manifest, await store.readMetadata(), store.location);
    assert.deepEqual(watched.differences('QueryCheckRole'), NOTHING);
    assert.ok(CHECK_ACTIONS.every((action) => /:(Get|Query)/.test(action)));
  });
});

const CLICKS_ARN = 'arn:aws:kinesis:eu-central-1:111122223333:stream/clicks';
const SHARD = 'shardId-000000000000';
