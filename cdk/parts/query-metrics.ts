import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { BATCH_METRICS, METRIC_DIMENSION, METRIC_NAMESPACE } from '../../lib/lambda/metric-names.ts';

/** A metric that the functions print with their logs after each batch, with the statistic that tells most. */
interface QueryMetric {
  readonly name: string;
  readonly statistic: string;
  readonly label: string;
}

/** Every metric of a batch that the dashboard or an alarm shows. */
export const QUERY_METRICS = {
  inputRows: { name: BATCH_METRICS.inputRows, statistic: Stats.SUM, label: 'rows read' },
  processedRows: { name: BATCH_METRICS.processedRows, statistic: Stats.SUM, label: 'rows written' },
  batchTime: { name: BATCH_METRICS.batchTime, statistic: Stats.p(95), label: 'batch, 95 % below' },
  watermarkLag: { name: BATCH_METRICS.watermarkLag, statistic: Stats.MINIMUM, label: 'watermark behind the clock' },
  stateRows: { name: BATCH_METRICS.stateRows, statistic: Stats.MAXIMUM, label: 'rows of state' },
  stateBytes: { name: BATCH_METRICS.stateBytes, statistic: Stats.MAXIMUM, label: 'bytes of state' },
  lateRows: { name: BATCH_METRICS.lateRows, statistic: Stats.SUM, label: 'rows dropped as late' },
  quarantinedRows: { name: BATCH_METRICS.quarantinedRows, statistic: Stats.SUM, label: 'records in quarantine' },
  awsRequests: { name: BATCH_METRICS.awsRequests, statistic: Stats.SUM, label: 'requests' },
  dynamoDbUnits: { name: BATCH_METRICS.dynamoDbUnits, statistic: Stats.SUM, label: 'capacity units' },
  batchFailures: { name: BATCH_METRICS.batchFailures, statistic: Stats.SUM, label: 'failed batches' },
} as const satisfies Readonly<Record<string, QueryMetric>>;

/** The time that alarms look at. */
export const FIVE_MINUTES = Duration.minutes(5);

/** One metric of one query, minute by minute. */
export const queryMetric = (query: string, { name, statistic, label }: QueryMetric): Metric =>
  new Metric({ ...metricOf(query, name), statistic, label, period: Duration.minutes(1) });

/** The same for an alarm: without a label, which an alarm has no place for. */
export const alarmMetric = (query: string, { name, statistic }: QueryMetric): Metric =>
  new Metric({ ...metricOf(query, name), statistic, period: FIVE_MINUTES });

const metricOf = (query: string, metricName: string) => ({
  namespace: METRIC_NAMESPACE,
  metricName,
  dimensionsMap: { [METRIC_DIMENSION]: query },
});
