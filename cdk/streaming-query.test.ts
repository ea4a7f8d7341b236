import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { App, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { standIn } from '../lib/lambda/environment-names.ts';
import { BATCH_METRICS } from '../lib/lambda/metric-names.ts';
import { type FixtureQuery, fixtureQuery } from './query/deployed-query.fixture.ts';
import { StreamingQuery } from './streaming-query.ts';
import type { StreamingQueryProps } from './streaming-query-props.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-construct-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let entries = 0;

/** A file that holds a query as its manifest: no process has to be started to read it. */
function entryOf(query?: FixtureQuery): string {
  const entry = join(folder, `query-${entries++}.json`);
  writeFileSync(entry, JSON.stringify(fixtureQuery(query).manifest));
  return entry;
}

type Make = (stack: Stack) => Partial<StreamingQueryProps>;

/** The template of a stack with one query. Functions are not bundled: their code is not what is looked at here. */
function synth(query: FixtureQuery, props: Make = () => ({}), context: Record<string, unknown> = {}) {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], ...context } });
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
  const construct = new StreamingQuery(stack, 'Query', { entry: entryOf(query), ...props(stack) });
  return { template: Template.fromStack(stack), construct };
}

const templateOf = (props?: Make, query: FixtureQuery = {}): Template => synth(query, props).template;
const streamed = (props: Partial<StreamingQueryProps>, query: FixtureQuery = {}) => templateOf(() => props, query);
const FILES: FixtureQuery = {
  sources: [['json', { path: 's3://in/day=*/x' }]],
  trigger: { kind: 'processingTime', intervalMs: 5000 },
};
const STEPS: FixtureQuery = { trigger: { kind: 'availableNow' } };
const handlers = (template: Template): readonly string[] =>
  Object.values(template.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => String(Properties.Handler))
    .sort();
const statements = (
  template: Template,
  function_: string,
): readonly { Action: string | string[]; Resource: unknown; Condition?: unknown }[] =>
  Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(`Query${function_}Role`))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);

describe('a query over a stream', () => {
  const { template, construct } = synth({ watermark: true, trigger: { kind: 'processingTime', intervalMs: 10_000 } });

  test('runs on Node 24 with one function for each thing it does', () => {
    assert.deepEqual(
      handlers(template),
      ['check', 'kinesis', 'manage', 'step', 'tick'].map((name) => `${name}.handler`),
    );
    template.allResourcesProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Architectures: ['x86_64'] });
    assert.deepEqual(Object.keys(construct.functions).sort(), ['kinesis', 'manage', 'step', 'tick']);
  });

  test('is called with the records of the stream, from the beginning, collected for the interval of its trigger', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::Join': ['', Match.arrayWith([':kinesis:eu-central-1:111122223333:stream/clicks'])] },
      StartingPosition: 'TRIM_HORIZON',
      MaximumBatchingWindowInSeconds: 10,
      BatchSize: 10_000,
      MaximumRetryAttempts: 10,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('Failures'), 'Arn'] } } },
    });
  });

  test('is called once a minute, so that windows close when nothing arrives', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 minute)' });
  });

  test('knows its manifest, its checkpoint and its name', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'kinesis.handler',
      Environment: {
        Variables: Match.objectLike({ MILLRACE_MANIFEST: 'query-manifest.json', POWERTOOLS_SERVICE_NAME: 'fixture' }),
      },
    });
  });

  test('has a table that can be restored and rids itself of what has expired', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        SSESpecification: { SSEEnabled: true },
        Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
      },
    });
  });

  test('has a bucket that only TLS reaches and nobody else', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: Match.anyValue(),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: {
          Rules: [Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } })],
        },
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
  });

  test('may do to its resources what the runtime does, and nothing to any other', () => {
    const all = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    for (const { Action, Resource } of all) {
      for (const action of [Action].flat()) assert.match(action, /^[a-z0-9]+:[A-Za-z]+$/);
      for (const resource of [Resource].flat()) assert.notEqual(resource, '*');
    }
    const own = statements(template, 'Kinesis').filter(({ Condition }) =>
      JSON.stringify(Condition ?? '').includes('LeadingKeys'),
    );
    assert.deepEqual(
      own.map(({ Condition }) => Condition),
      [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['fixture'] } }],
    );
    const manage = statements(template, 'Manage').flatMap(({ Action }) => Action);
    assert.equal(
      manage.some((action) => action.startsWith('kinesis:')),
      false,
    );
  });

  test('gets new code only after the check of its checkpoint', () => {
    const checks = Object.keys(template.findResources('Custom::MillraceCheckpointCheck'));
    assert.equal(checks.length, 1);
    for (const { Properties, DependsOn } of Object.values(template.findResources('AWS::Lambda::Function')))
      assert.equal((DependsOn ?? []).includes(checks[0]), Properties.Handler !== 'check.handler', Properties.Handler);
  });

  test('keeps logs for a month, in a group of each function', () => {
    template.resourceCountIs('AWS::Logs::LogGroup', 5);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test('has alarms and a dashboard', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', 7);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('Failures'), 'QueueName'] } }],
    });
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    assert.equal(construct.alarms.length, 7);
    for (const { Properties } of Object.values(template.findResources('AWS::CloudWatch::Alarm')))
      assert.equal(typeof Properties.MetricName, 'string', 'each alarm looks at one metric');
  });

  test('shows every metric of a batch on the dashboard', () => {
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const shown = JSON.stringify(dashboard);
    const missing = Object.values(BATCH_METRICS).filter((name) => !shown.includes(`\\"${name}\\"`));
    assert.deepEqual(missing, []);
  });

  test('has a machine for backfills that calls the step and itself', () => {
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    const actions = Object.values(template.findResources('AWS::IAM::Policy'))
      .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('Backfill'))
      .flatMap(({ Properties }) =>
        Properties.PolicyDocument.Statement.map((statement: { Action: string }) => statement.Action),
      );
    assert.deepEqual(actions.sort(), ['lambda:InvokeFunction', 'states:StartExecution']);
  });
});

describe('a query over files', () => {
  const template = templateOf(undefined, FILES);

  test('hears of objects below its path by way of a queue with a queue of failures', () => {
    assert.deepEqual(
      handlers(template),
      ['check', 'manage', 's3', 'step', 'tick'].map((name) => `${name}.handler`),
    );
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: ['in'] }, object: { key: [{ prefix: 'day=' }] } },
      },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }),
      VisibilityTimeout: 1800,
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      MaximumBatchingWindowInSeconds: 5,
      BatchSize: 1000,
    });
  });

  test('takes ten messages at most where it does not wait', () => {
    const eager = templateOf(undefined, { ...FILES, trigger: { kind: 'processingTime', intervalMs: 0 } });
    eager.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      MaximumBatchingWindowInSeconds: 0,
      BatchSize: 10,
    });
  });
});

test('a query with a long interval is called by a schedule', () => {
  const template = templateOf(undefined, { trigger: { kind: 'processingTime', intervalMs: 3_600_000 } });
  template.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
  template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 hour)' });
});

test('a query that runs once is called by its machine alone', () => {
  const template = templateOf(undefined, STEPS);
  assert.deepEqual(
    handlers(template),
    ['check', 'manage', 'step'].map((name) => `${name}.handler`),
  );
  template.resourceCountIs('AWS::Scheduler::Schedule', 0);
});

describe('each property', () => {
  test('environment: names that only a deployment makes come into the manifest as stand-ins, and into wiring and grants as they are', () => {
    const template = templateOf(
      (stack) => {
        const bucket = new Bucket(stack, 'Out');
        return { environment: { OUT: bucket.bucketName, PLAIN: 'x' } };
      },
      { sink: ['parquet', { path: `s3://${standIn('OUT')}/counts` }] },
    );
    const put = statements(template, 'Kinesis').find(({ Action }) => Action.includes('s3:AbortMultipartUpload'));
    assert.match(JSON.stringify(put?.Resource), /"Ref":"Out/);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'kinesis.handler',
      Environment: { Variables: Match.objectLike({ OUT: { Ref: Match.stringLikeRegexp('^Out') }, PLAIN: 'x' }) },
    });
  });

  test('environment: a name that a stand-in cannot carry is refused', () => {
    assert.throws(() => templateOf((stack) => ({ environment: { out: new Bucket(stack, 'Out').bucketName } })), {
      condition: 'DEPLOYMENT_OPTION_INVALID',
      message: /capital letters/,
    });
  });

  test('buckets: those that are read tell EventBridge, by their own resource; keys are granted', () => {
    const template = templateOf(
      (stack) => {
        const bucket = new Bucket(stack, 'In', { encryption: BucketEncryption.KMS });
        return { buckets: [bucket as IBucket], environment: { INPUT: bucket.bucketName } };
      },
      { sources: [['json', { path: `s3://${standIn('INPUT')}/x` }]] },
    );
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
    assert.ok(statements(template, 'S3').some(({ Action }) => Action.includes('kms:Decrypt')));
  });

  test('streams: keys are granted', () => {
    const template = templateOf((stack) => ({
      streams: [new Stream(stack, 'Clicks', { encryptionKey: new Key(stack, 'Key') })],
    }));
    assert.ok(statements(template, 'Kinesis').some(({ Action }) => Action.includes('kms:Decrypt')));
  });

  test('keys: that of the checkpoint for every function, those of the data for functions that run batches', () => {
    const template = templateOf((stack) => ({
      checkpointTable: new Table(stack, 'Shared', {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        encryptionKey: new Key(stack, 'TableKey'),
      }) as ITable,
      streams: [new Stream(stack, 'Clicks', { encryptionKey: new Key(stack, 'StreamKey') })],
    }));
    const keysOf = (name: string, action: string) =>
      statements(template, name)
        .filter(({ Action }) => [Action].flat().includes(action))
        .map(({ Resource }) => JSON.stringify(Resource).match(/(Table|Stream)Key/)?.[0])
        .sort();
    for (const name of ['Kinesis', 'Step'])
      assert.deepEqual(keysOf(name, 'kms:Decrypt'), ['StreamKey', 'TableKey'], name);
    for (const name of ['Manage', 'Check']) assert.deepEqual(keysOf(name, 'kms:Decrypt'), ['TableKey'], name);
    assert.deepEqual(keysOf('Check', 'kms:Encrypt'), [], 'the check writes nothing');
  });

  test('checkpointTable and spillBucket: shared ones are used, and no others made', () => {
    const template = templateOf((stack) => ({
      checkpointTable: new Table(stack, 'Shared', {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
      }) as ITable,
      spillBucket: new Bucket(stack, 'SharedSpill') as IBucket,
    }));
    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
    template.resourceCountIs('AWS::S3::Bucket', 1);
  });

  test('checkpointName: key of the items, folder of the objects, and part of the location', () => {
    const { template, construct } = synth({}, () => ({ checkpointName: 'second' }));
    assert.match(construct.checkpointLocation, /^dynamodb:\/\/.+\/second\?spill=.+$/);
    assert.match(JSON.stringify(statements(template, 'Kinesis')), /"dynamodb:LeadingKeys":\["second"\]/);
    assert.throws(() => streamed({ checkpointName: 'a/b' }), { condition: 'DEPLOYMENT_OPTION_INVALID' });
  });

  test('checkpointCheck: false leaves the check out', () => {
    const template = streamed({ checkpointCheck: false });
    template.resourceCountIs('Custom::MillraceCheckpointCheck', 0);
    assert.equal(handlers(template).includes('check.handler'), false);
  });

  test('architecture, memorySize, timeout, ephemeralStorageSize: of the functions that run batches', () => {
    const template = streamed({
      architecture: Architecture.X86_64,
      memorySize: 3008,
      timeout: Duration.minutes(2),
      ephemeralStorageSize: Size.gibibytes(4),
    });
    for (const Handler of ['kinesis.handler', 'step.handler'])
      template.hasResourceProperties('AWS::Lambda::Function', {
        Handler,
        Architectures: ['x86_64'],
        MemorySize: 3008,
        Timeout: 120,
        EphemeralStorage: { Size: 4096 },
      });
    template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'manage.handler', MemorySize: 512 });
    assert.throws(() => streamed({ timeout: Duration.minutes(16) }), { message: /ends after 15 minutes/ });
    for (const memorySize of [256, 20_000]) assert.throws(() => streamed({ memorySize }), { message: /512 MB/ });
  });

  test('startingPosition, batchSize, retryAttempts, onFailure: of the mapping of a stream', () => {
    const template = templateOf((stack) => ({
      startingPosition: StartingPosition.LATEST,
      batchSize: 500,
      retryAttempts: 3,
      onFailure: new SqsDlq(new Queue(stack, 'Mine')),
    }));
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'LATEST',
      BatchSize: 500,
      MaximumRetryAttempts: 3,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] } } },
    });
    for (const batchSize of [0, 10_001, 1.5])
      assert.throws(() => streamed({ batchSize }), { condition: 'DEPLOYMENT_OPTION_INVALID' });
  });

  describe('a property that can have no effect on the query is refused, with the reason', () => {
    const TIMER: FixtureQuery = { ...FILES, trigger: { kind: 'processingTime', intervalMs: 600_000 } };
    const cases: readonly (readonly [Partial<StreamingQueryProps>, FixtureQuery, RegExp])[] = [
      [{ batchSize: 500 }, FILES, /batchSize .* cannot be 500: .*the query reads none\.\n.*maxFilesPerTrigger/],
      [{ startingPosition: StartingPosition.LATEST }, FILES, /startingPosition .* cannot be LATEST/],
      [{ retryAttempts: 3 }, STEPS, /retryAttempts .*by a clock or in steps\.\n.*maxRecordsPerTrigger/],
      [{ onFailure: { bind: () => ({ destination: 'arn' }) } }, FILES, /onFailure .* cannot be given/],
      [{ reconcile: Duration.minutes(10) }, {}, /reconcile .* cannot be 10 minutes: .*the query has none/],
      [{ reconcile: Duration.minutes(10) }, { ...FILES, ...STEPS }, /reconcile .* whenever it is started/],
      [{ schedule: ScheduleExpression.rate(Duration.hours(1)) }, FILES, /schedule .* cannot be rate\(1 hour\)/],
      [{ tick: true }, STEPS, /tick .* cannot be true: .*\n.*give schedule/],
      [{ tick: true }, TIMER, /tick .* cannot be true: its trigger is a clock already/],
    ];
    for (const [props, query, message] of cases)
      test(String(message), () =>
        assert.throws(() => streamed(props, query), { condition: 'DEPLOYMENT_OPTION_INVALID', message }),
      );

    test('where it has an effect, or says what is so anyway, it is taken', () => {
      streamed({ reconcile: Duration.minutes(10), tick: false }, TIMER);
      streamed({ tick: false, batchSize: 500, retryAttempts: 3 });
    });
  });

  test('tick: on without a watermark, off with one', () => {
    streamed({ tick: true }).resourceCountIs('AWS::Scheduler::Schedule', 1);
    streamed({ tick: false }, { watermark: true }).resourceCountIs('AWS::Scheduler::Schedule', 0);
  });

  test('reconcile: how often folders are listed', () => {
    const template = streamed({ reconcile: Duration.minutes(10) }, FILES);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(10 minutes)',
      Target: Match.objectLike({ Input: '{"reconcile":true}' }),
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'tick.handler',
      Environment: { Variables: Match.objectLike({ MILLRACE_RECONCILE_MINUTES: '10' }) },
    });
    assert.throws(() => streamed({ reconcile: Duration.seconds(90) }), { condition: 'DEPLOYMENT_OPTION_INVALID' });
  });

  test('schedule: starts the machine', () => {
    const template = streamed({ schedule: ScheduleExpression.cron({ minute: '0', hour: '3' }) }, STEPS);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 3 * * ? *)',
      Target: Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('BackfillMachine') } }),
    });
    assert.throws(() => streamed({ schedule: ScheduleExpression.rate(Duration.hours(1)) }), {
      message: /schedule[\s\S]*once or availableNow/,
    });
  });

  test('logRetention', () => {
    streamed({ logRetention: RetentionDays.ONE_WEEK }).allResourcesProperties('AWS::Logs::LogGroup', {
      RetentionInDays: 7,
    });
  });

  test('tracing: every invocation', () => {
    const template = streamed({ tracing: true });
    template.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
  });

  test('alarms and alarmActions: limits, and what they tell', () => {
    const template = templateOf(
      (stack) => ({
        alarms: { failures: 3, lag: Duration.minutes(2), watermarkLag: Duration.hours(1), quarantined: 50 },
        alarmActions: [new SnsAction(new Topic(stack, 'Oncall'))],
      }),
      { watermark: true },
    );
    for (const Threshold of [3, 120_000, 3_600_000, 50])
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold, AlarmActions: [Match.anyValue()] });
    streamed({}, FILES).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Threshold: 600,
      MetricName: 'ApproximateAgeOfOldestMessage',
    });
    streamed({ alarms: false }).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  test('dashboard: false leaves it out', () => {
    streamed({ dashboard: false }).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });

  test('removalPolicy: by the property, or by the context of the app', () => {
    for (const template of [
      streamed({ removalPolicy: RemovalPolicy.DESTROY }),
      synth({}, undefined, { 'millrace:removalPolicy': 'destroy' }).template,
    ])
      for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup'])
        template.allResources(type, { DeletionPolicy: 'Delete' });
  });
});

test('somebody may be let manage the query and start backfills', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Stack');
  const query = new StreamingQuery(stack, 'Query', { entry: entryOf() });
  const user = new (class extends StreamingQuery {})(stack, 'Other', { entry: entryOf() }).functions['manage'];
  assert.ok(user);
  query.grantManage(user);
  query.grantBackfill(user);
  const text = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  assert.match(text, /"lambda:InvokeFunction"/);
  assert.match(text, /"states:StartExecution"/);
});
