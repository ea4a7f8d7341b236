/** Where the functions' metrics are in CloudWatch where POWERTOOLS_METRICS_NAMESPACE names no other place. */
export const METRIC_NAMESPACE = 'Millrace';

/** The only dimension of the metrics, that of Powertools: its value is the query's name. */
export const METRIC_DIMENSION = 'service';

/** What the functions tell of each batch. */
export const BATCH_METRICS = {
  inputRows: 'InputRows',
  processedRows: 'ProcessedRows',
  batchTime: 'BatchTimeMs',
  watermarkLag: 'WatermarkLagMs',
  stateRows: 'StateRows',
  stateBytes: 'StateBytes',
  lateRows: 'LateRows',
  quarantinedRows: 'QuarantinedRows',
  awsRequests: 'AwsRequests',
  dynamoDbUnits: 'DynamoDbCapacityUnits',
  batchFailures: 'BatchFailures',
} as const;
