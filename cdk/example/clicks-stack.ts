// #region stack
import { Stack } from 'aws-cdk-lib';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { StreamingQuery } from 'millrace/cdk';

/** One query of a stream that is there already, and the bucket it writes to. */
export class ClicksStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const output = new Bucket(this, 'Output') as IBucket;
    new StreamingQuery(this, 'Clicks', {
      entry: 'cdk/example/clicks.ts',
      environment: { CLICKS: 'clicks', OUTPUT: output.bucketName },
      buckets: [output],
    });
  }
}
// #endregion
