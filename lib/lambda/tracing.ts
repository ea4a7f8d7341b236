import type { MiddlewareObj, Request } from '@middy/core';
import type { Environment } from './function-settings.ts';

/** Traces invocations that X-Ray has chosen; the tracer is loaded with the first of them. */
export function tracing(environment: Environment): MiddlewareObj {
  let loaded: Promise<MiddlewareObj> | undefined;
  const isTraced = () =>
    environment['POWERTOOLS_TRACE_ENABLED'] !== 'false' &&
    (environment['_X_AMZN_TRACE_ID'] ?? '').includes('Sampled=1');
  const traced = new WeakSet<Request>();
  return {
    before: async (request) => {
      if (!isTraced()) return;
      loaded ??= loadTracer();
      traced.add(request);
      await (await loaded).before?.(request);
    },
    after: async (request) => {
      if (traced.has(request)) await (await loaded)?.after?.(request);
    },
    onError: async (request) => {
      if (traced.has(request)) await (await loaded)?.onError?.(request);
    },
  };
}

async function loadTracer(): Promise<MiddlewareObj> {
  const { Tracer } = await import('@aws-lambda-powertools/tracer');
  const { captureLambdaHandler } = await import('@aws-lambda-powertools/tracer/middleware');
  return captureLambdaHandler(new Tracer(), { captureResponse: false }) as MiddlewareObj;
}
