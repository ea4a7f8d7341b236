import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { QueryAlarmLimits } from '../streaming-query-props.ts';
import { alarmMetric, FIVE_MINUTES, QUERY_METRICS } from './query-metrics.ts';

interface QueryAlarmsProps {
  readonly query: string;
  readonly limits: QueryAlarmLimits;
  readonly actions: readonly IAlarmAction[];
  /** What runs batches. */
  readonly functions: readonly IFunction[];
  /** Functions that a stream feeds. */
  readonly streamReaders: readonly IFunction[];
  /** Queues of arrivals. */
  readonly queues: readonly IQueue[];
  /** Events that failed for good. */
  readonly failures: IQueue;
  readonly hasWatermark: boolean;
}

/** What somebody has to look at: batches that fail, input that waits, a watermark that stands, events that were given up, bad records. */
export class QueryAlarms extends Construct {
  readonly alarms: readonly Alarm[];
  readonly #actions: readonly IAlarmAction[];

  constructor(scope: Construct, id: string, props: QueryAlarmsProps) {
    super(scope, id);
    this.#actions = props.actions;
    const { query, limits, functions, streamReaders, queues } = props;
    const lag = limits.lag ?? Duration.minutes(10);
    const watermarkLag = limits.watermarkLag ?? Duration.hours(6);
    this.alarms = [
      ...functions.map((fn, i) =>
        this.#alarm(
          `Failing${i}`,
          `${query}: batches fail`,
          fn.metricErrors({ period: FIVE_MINUTES }),
          limits.failures ?? 1,
        ),
      ),
      ...streamReaders.map((reader, i) =>
        this.#alarm(
          `Lag${i}`,
          `${query}: records wait in the stream`,
          reader.metric('IteratorAge', { statistic: 'Maximum', period: FIVE_MINUTES }),
          lag.toMilliseconds(),
          3,
        ),
      ),
      ...queues.map((queue, i) =>
        this.#alarm(
          `Waiting${i}`,
          `${query}: objects wait in the queue`,
          queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES }),
          lag.toSeconds(),
          3,
        ),
      ),
      ...(props.hasWatermark
        ? [
            this.#alarm(
              'Watermark',
              `${query}: the watermark stands still: no input, or a shard or source that is behind holds it back`,
              alarmMetric(query, QUERY_METRICS.watermarkLag),
              watermarkLag.toMilliseconds(),
              3,
            ),
          ]
        : []),
      this.#alarm(
        'GivenUp',
        `${query}: events were given up; see what they tell of in the queue of failures`,
        props.failures.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES }),
        1,
      ),
      this.#alarm(
        'Quarantine',
        `${query}: records were put aside because they could not be read`,
        alarmMetric(query, QUERY_METRICS.quarantinedRows),
        limits.quarantined ?? 1,
      ),
    ];
  }

  #alarm(id: string, description: string, metric: IMetric, threshold: number, periods = 1): Alarm {
    const alarm = new Alarm(this, id, {
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...this.#actions);
    return alarm;
  }
}
