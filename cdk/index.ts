/** Millrace on AWS: a streaming query as a CDK construct. */
import '../lib/errors/check-node.ts';

export { StreamingQuery } from './streaming-query.ts';
export type { QueryAlarmLimits, StreamingQueryProps } from './streaming-query-props.ts';
