import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { checkpointTable } from '../parts/checkpoint-table.ts';
import { spillBucket } from '../parts/spill-bucket.ts';
import { REMOVAL_POLICY_CONTEXT } from '../settings.ts';
import { StreamingQuery } from '../streaming-query.ts';

interface ExampleStackProps extends StackProps {
  /** What the functions run on. */
  readonly architecture: Architecture;
}

/** Three queries that share a checkpoint table: clicks → windows → Parquet; files → stream; stream → windows → Parquet. */
export class ExampleStack extends Stack {
  readonly queries: readonly StreamingQuery[];

  constructor(scope: Construct, id: string, { architecture, ...props }: ExampleStackProps) {
    super(scope, id, props);
    const removalPolicy = this.#removalPolicy();
    const clicks = this.#stream('Clicks', removalPolicy);
    const flights = this.#stream('Flights', removalPolicy);
    const input = this.#bucket('Input', removalPolicy);
    const output = this.#bucket('Output', removalPolicy);
    const shared = {
      architecture,
      checkpointTable: checkpointTable(this, 'Checkpoints', removalPolicy) as ITable,
      spillBucket: spillBucket(this, 'State', removalPolicy),
      environment: {
        CLICKS: clicks.streamName,
        FLIGHTS: flights.streamName,
        INPUT: input.bucketName,
        OUTPUT: output.bucketName,
      },
      buckets: [input, output],
      streams: [clicks, flights],
    };
    const entry = (name: string) => join(import.meta.dirname, `${name}.ts`);
    this.queries = [
      new StreamingQuery(this, 'ClicksByPage', {
        ...shared,
        entry: entry('clicks'),
        alarms: { lag: Duration.minutes(5) },
      }),
      new StreamingQuery(this, 'FlightsToStream', { ...shared, entry: entry('flights') }),
      new StreamingQuery(this, 'DeparturesByHour', {
        ...shared,
        entry: entry('departures'),
        // Its flights are of the year 2001: their watermark is always far behind the clock.
        alarms: { watermarkLag: Duration.days(36_500) },
      }),
    ];
    const outputs = { ...shared.environment, CHECKPOINTS: shared.checkpointTable.tableName };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, `${name}Name`, { key: name, value });
    for (const query of this.queries) {
      const { manage } = query.functions;
      if (manage !== undefined) new CfnOutput(this, `${query.queryName}Manage`, { value: manage.functionName });
      new CfnOutput(this, `${query.queryName}Checkpoint`, { value: query.checkpointLocation });
      new CfnOutput(this, `${query.queryName}Backfill`, { value: query.backfill.stateMachineArn });
    }
  }

  /** Data stays when a stack goes; on a local AWS there is nothing to keep. */
  #removalPolicy(): RemovalPolicy {
    return this.node.tryGetContext(REMOVAL_POLICY_CONTEXT) === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
  }

  #stream(id: string, removalPolicy: RemovalPolicy): Stream {
    return new Stream(this, id, {
      streamMode: StreamMode.PROVISIONED,
      shardCount: 1,
      retentionPeriod: Duration.days(1),
      encryption: StreamEncryption.MANAGED,
      removalPolicy,
    });
  }

  #bucket(id: string, removalPolicy: RemovalPolicy): IBucket {
    const bucket = new Bucket(this, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'An example with public data; in an account of yours, log the accesses to a bucket of your own.',
    });
    return bucket as IBucket;
  }
}
