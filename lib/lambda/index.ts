/** Millrace on AWS Lambda: what a deployed query is made of. */
export type { BatchResponse } from './batch-response.ts';
export type { LambdaHandler } from './instrumented.ts';
export type { LambdaContext } from './invocation.ts';
export type { KinesisEvent } from './kinesis-event.ts';
export { kinesisHandler } from './kinesis-handler.ts';
export { type ManageEvent, type ManageResult, manageHandler } from './manage-handler.ts';
export { BATCH_METRICS, METRIC_DIMENSION, METRIC_NAMESPACE } from './metric-names.ts';
export * from './query-manifest.ts';
export { QueryRuntime, type QueryRuntimeOptions } from './query-runtime.ts';
export type { SqsEvent } from './s3-event.ts';
export { s3Handler } from './s3-handler.ts';
export { type StepEvent, type StepResult, stepHandler } from './step-handler.ts';
export { type TickEvent, type TickResult, tickHandler } from './tick-handler.ts';
