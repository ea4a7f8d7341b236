import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { MillraceError } from '../errors/index.ts';
import type { Clock } from '../util/clock.ts';
import { batchMetrics } from './batch-metrics.ts';
import type { Environment } from './function-settings.ts';
import type { BatchObserver } from './invocation.ts';
import { BATCH_METRICS, METRIC_NAMESPACE } from './metric-names.ts';
import type { Middleware, Telemetry } from './telemetry-port.ts';
import { tracing } from './tracing.ts';

/** Structured logs, metrics in the log (EMF) and traces, by Powertools; its variables set levels and names. */
export function powertoolsTelemetry(environment: Environment, clock: Clock): Telemetry {
  const logger = new Logger();
  const namespace = environment['POWERTOOLS_METRICS_NAMESPACE'] ?? METRIC_NAMESPACE;
  let metrics: Metrics | undefined;
  const publish = (): void => {
    if (metrics?.hasStoredMetrics() === true) metrics.publishStoredMetrics();
  };
  return {
    middlewares: [
      injectLambdaContext(logger) as Middleware,
      { after: publish, onError: publish },
      tracing(environment) as Middleware,
    ],
    observer: (query) => {
      // The dimension of the metrics is the name of the service, which is the query's.
      metrics ??= new Metrics({ namespace, serviceName: query });
      return observerOf(query, { logger, metrics, clock });
    },
  };
}

function observerOf(
  query: string,
  { logger, metrics, clock }: { readonly logger: Logger; readonly metrics: Metrics; readonly clock: Clock },
): BatchObserver {
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
}
