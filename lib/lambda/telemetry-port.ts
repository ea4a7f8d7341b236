import type { BatchObserver } from './invocation.ts';

/** What is told of the invocations of one handler. */
export interface Telemetry {
  readonly middlewares: readonly Middleware[];
  /** Who hears of the batches of an invocation. */
  observer(query: string): BatchObserver;
}

/** A layer around invocations, as middy takes it. */
export interface Middleware {
  before?(request: never): unknown;
  after?(request: never): unknown;
  onError?(request: never): unknown;
}
