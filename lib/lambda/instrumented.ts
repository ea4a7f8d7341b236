import middy, { type MiddlewareObj } from '@middy/core';
import { type Invocation, invocationOf, type LambdaContext } from './invocation.ts';
import type { QueryRuntime } from './query-runtime.ts';

/** A function as Lambda calls it. */
export type LambdaHandler<E, R> = (event: E, context: LambdaContext) => Promise<R>;

/** Puts logs, metrics and traces around the work of a handler. */
export function instrumented<E, R>(
  runtime: QueryRuntime,
  work: (event: E, invocation: Invocation) => Promise<R>,
): LambdaHandler<E, R> {
  const { telemetry } = runtime;
  // Time is watched batch by batch; a batch that hangs ends with the process rather than haunt the next invocation.
  const handler = middy({ timeoutEarlyInMillis: 0 }).handler(async (event: unknown, context: unknown) => {
    const { name } = await runtime.manifest();
    return work(event as E, invocationOf(context as LambdaContext, telemetry.observer(name)));
  });
  for (const middleware of telemetry.middlewares) handler.use(middleware as MiddlewareObj);
  return handler as unknown as LambdaHandler<E, R>;
}
