import { Dashboard, GraphWidget, type IMetric, Row, Stats, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { QUERY_METRICS, queryMetric } from './query-metrics.ts';

interface QueryDashboardProps {
  readonly query: string;
  readonly functions: readonly IFunction[];
  readonly streamReaders: readonly IFunction[];
  readonly queues: readonly IQueue[];
}

/** One page that answers: does it run, does it keep up, how much does it hold, what does it cost. */
export class QueryDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { query, functions, streamReaders, queues }: QueryDashboardProps) {
    super(scope, id);
    const own = (...names: readonly (keyof typeof QUERY_METRICS)[]) =>
      names.map((name) => queryMetric(query, QUERY_METRICS[name]));
    this.dashboard = new Dashboard(this, 'Dashboard');
    this.dashboard.addWidgets(
      new Row(new TextWidget({ markdown: `# ${query}`, width: 24, height: 1 })),
      new Row(
        graph('Rows per minute', own('inputRows', 'processedRows')),
        graph('Batch time (ms)', own('batchTime')),
        graph('Watermark lag (ms)', own('watermarkLag')),
      ),
      new Row(
        graph('State rows', own('stateRows')),
        graph('State bytes', own('stateBytes')),
        graph('Rows left out', own('lateRows', 'quarantinedRows')),
      ),
      new Row(
        graph('Input that waits', [
          ...streamReaders.map((reader) =>
            reader.metric('IteratorAge', { statistic: 'Maximum', label: 'stream (ms)' }),
          ),
          ...queues.map((queue) => queue.metricApproximateAgeOfOldestMessage({ label: 'queue (s)' })),
        ]),
        graph('Errors', [...functions.map((fn) => fn.metricErrors()), ...own('batchFailures')]),
        graph(
          'Invocations',
          functions.map((fn) => fn.metricInvocations()),
        ),
      ),
      new Row(
        graph('Requests to AWS', own('awsRequests')),
        graph('DynamoDB capacity units', own('dynamoDbUnits')),
        graph(
          'Time of functions (ms)',
          functions.map((fn) => fn.metricDuration({ statistic: Stats.SUM })),
        ),
      ),
    );
  }
}

const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
  new GraphWidget({ title, left: [...left], width: 8, height: 6, leftYAxis: { min: 0 } });
