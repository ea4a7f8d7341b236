import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import type { MiddlewareObj } from '@middy/core';
import { MillraceError } from '../errors/index.ts';
import type { Clock } from '../util/clock.ts';
import { batchMetrics } from './batch-metrics.ts';
import type { Environment } from './function-settings.ts';
import type { BatchObserver } from './invocation.ts';
import { BATCH_METRICS, METRIC_DIMENSION, METRIC_NAMESPACE } from './metric-names.ts';
import { tracing } from './tracing.ts';

/** What is told of the invocations of one handler. */
export interface Telemetry {
  readonly middlewares: readonly MiddlewareObj[];
  observer(query: string): BatchObserver;
}

/** Structured logs, metrics in the log (EMF) and traces, by Powertools; its variables set levels and names. */
export function powertoolsTelemetry(environment: Environment, clock: Clock): Telemetry {
  const logger = new Logger();
  const metrics = new Metrics({ namespace: environment['POWERTOOLS_METRICS_NAMESPACE'] ?? METRIC_NAMESPACE });
  return {
    middlewares: [injectLambdaContext(logger), logMetrics(metrics), tracing(environment)] as MiddlewareObj[],
    observer: (query) => {
      metrics.setDefaultDimensions({ [METRIC_DIMENSION]: query });
      const fail = () => metrics.addMetric(BATCH_METRICS.batchFailures, 'Count', 1);
      return {
        onBatch: (progress) => {
          logger.info('batch', { query, batchId: progress.batchId, progress: { ...progress } });
          for (const { name, unit, value } of batchMetrics(progress, clock.now())) metrics.addMetric(name, unit, value);
          metrics.addMetric(BATCH_METRICS.batchFailures, 'Count', 0);
        },
        onFailure: ({ batchId, error, stopped }) => {
          const condition = error instanceof MillraceError ? error.condition : undefined;
          logger.error('batch failed', { query, batchId, condition, stopped, error: error as Error });
          fail();
        },
        onSkip: ({ condition, message, failed }) => {
          logger.warn('no batch', { query, condition, reason: message });
          if (failed) fail();
        },
      };
    },
  };
}
