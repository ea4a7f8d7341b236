/** Millrace on AWS: a streaming query as a CDK construct. */
export { StreamingQuery } from './streaming-query.ts';
export type { QueryAlarmLimits, StreamingQueryProps } from './streaming-query-props.ts';
