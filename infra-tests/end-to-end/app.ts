import { join } from 'node:path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { StreamingQuery } from '../../cdk/index.ts';
import { checkpointTable } from '../../cdk/parts/checkpoint-table.ts';
import { settingsOf } from '../../cdk/settings.ts';

/** What the end-to-end tests deploy; the environment says which variant of the queries. */
const app = new App();
const stack = new Stack(app, 'EndToEnd');
const { removalPolicy } = settingsOf(stack, { entry: '' });
const clicks = new Stream(stack, 'Clicks', { streamMode: StreamMode.PROVISIONED, shardCount: 1, removalPolicy });
const input = new Bucket(stack, 'Input', { removalPolicy }) as IBucket;
const output = new Bucket(stack, 'Output', { removalPolicy }) as IBucket;
const environment = { CLICKS: clicks.streamName, INPUT: input.bucketName, OUTPUT: output.bucketName };
const shared = {
  architecture: process.arch === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
  checkpointTable: checkpointTable(stack, 'Checkpoints', removalPolicy) as ITable,
  spillBucket: new Bucket(stack, 'State', { removalPolicy }) as IBucket,
  buckets: [input, output],
  alarms: false,
  dashboard: false,
} as const;

const counts = new StreamingQuery(stack, 'Counts', {
  ...shared,
  entry: join(import.meta.dirname, 'counts.ts'),
  environment: { ...environment, VARIANT: process.env['VARIANT'] ?? 'first' },
});
const history = new StreamingQuery(stack, 'History', {
  ...shared,
  entry: join(import.meta.dirname, 'history.ts'),
  environment,
});

const outputs: Readonly<Record<string, string | undefined>> = {
  ...environment,
  CountsKinesis: counts.functions['kinesis']?.functionName,
  CountsManage: counts.functions['manage']?.functionName,
  HistoryManage: history.functions['manage']?.functionName,
  HistoryBackfill: history.backfill.stateMachineArn,
};
for (const [key, value = ''] of Object.entries(outputs)) new CfnOutput(stack, `${key}Output`, { key, value });
