import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';

/** Where the functions' metrics are in CloudWatch. */
export const METRIC_NAMESPACE = 'Millrace';

/** A metric that the functions print with their logs after each batch, with the statistic that tells most. */
export interface QueryMetric {
  readonly name: string;
  readonly statistic: string;
  readonly label: string;
}

/** Every metric of a batch that the dashboard or an alarm shows. */
export const QUERY_METRICS = {
  inputRows: { name: 'inputRows', statistic: Stats.SUM, label: 'rows read' },
  outputRows: { name: 'outputRows', statistic: Stats.SUM, label: 'rows written' },
  batchDuration: { name: 'batchDuration', statistic: Stats.p(95), label: 'batch, 95 % below' },
  watermarkLag: { name: 'watermarkLag', statistic: Stats.MINIMUM, label: 'watermark behind the clock' },
  stateRows: { name: 'stateRows', statistic: Stats.MAXIMUM, label: 'rows of state' },
  stateBytes: { name: 'stateBytes', statistic: Stats.MAXIMUM, label: 'bytes of state' },
  lateRows: { name: 'lateRows', statistic: Stats.SUM, label: 'rows dropped as late' },
  quarantinedRecords: { name: 'quarantinedRecords', statistic: Stats.SUM, label: 'records in quarantine' },
  failedBatches: { name: 'failedBatches', statistic: Stats.SUM, label: 'failed batches' },
} as const satisfies Readonly<Record<string, QueryMetric>>;

/** One metric of one query. */
export const queryMetric = (
  query: string,
  { name, statistic, label }: QueryMetric,
  period = Duration.minutes(1),
): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: { service: query },
    statistic,
    label,
    period,
  });
