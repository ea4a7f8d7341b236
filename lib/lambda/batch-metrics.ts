import type { AwsUsage, StreamingQueryProgress } from '../contracts/progress.ts';
import { BATCH_METRICS } from './metric-names.ts';

/** One number of a batch. */
interface BatchMetric {
  readonly name: (typeof BATCH_METRICS)[keyof typeof BATCH_METRICS];
  readonly unit: 'Count' | 'Milliseconds' | 'Bytes';
  readonly value: number;
}

const { inputRows, processedRows, batchTime, watermarkLag, stateRows, stateBytes } = BATCH_METRICS;
const { lateRows, quarantinedRows, awsRequests, dynamoDbUnits } = BATCH_METRICS;

/** The numbers of a batch; those that its query cannot have are left out. */
export function batchMetrics(progress: StreamingQueryProgress, nowMs: number): readonly BatchMetric[] {
  const { stateOperators, eventTime, sink } = progress;
  const hasState = stateOperators.length > 0;
  const sum = (numberOf: (operator: (typeof stateOperators)[number]) => number) =>
    stateOperators.reduce((total, operator) => total + numberOf(operator), 0);
  const watermarkMs = eventTime.watermark === undefined ? 0 : Date.parse(eventTime.watermark);
  const { aws } = progress;
  const metrics: readonly (BatchMetric | false)[] = [
    { name: inputRows, unit: 'Count', value: progress.numInputRows },
    sink.numOutputRows >= 0 && { name: processedRows, unit: 'Count', value: sink.numOutputRows },
    { name: batchTime, unit: 'Milliseconds', value: progress.batchDuration },
    // 1970 is no watermark yet.
    watermarkMs > 0 && { name: watermarkLag, unit: 'Milliseconds', value: Math.max(0, nowMs - watermarkMs) },
    hasState && { name: stateRows, unit: 'Count', value: sum(({ numRowsTotal }) => numRowsTotal) },
    hasState && { name: stateBytes, unit: 'Bytes', value: sum(({ memoryUsedBytes }) => memoryUsedBytes) },
    hasState && { name: lateRows, unit: 'Count', value: sum((operator) => operator.numRowsDroppedByWatermark) },
    { name: quarantinedRows, unit: 'Count', value: quarantinedOf(progress) },
    aws !== undefined && { name: awsRequests, unit: 'Count', value: requestsOf(aws) },
    aws !== undefined && { name: dynamoDbUnits, unit: 'Count', value: aws.dynamoDbCapacityUnits },
  ];
  return metrics.filter((metric) => metric !== false);
}

const quarantinedOf = ({ sources }: StreamingQueryProgress): number =>
  sources.reduce((sum, { numQuarantinedRows = 0 }) => sum + numQuarantinedRows, 0);

const requestsOf = ({ requests }: AwsUsage): number =>
  Object.values(requests).reduce((sum, counts) => sum + Object.values(counts).reduce((a, b) => a + b, 0), 0);
