/** Millrace: Spark Structured Streaming's model in TypeScript. */
import './errors/check-node.ts';

export * from './api/index.ts';
export {
  AnalysisError,
  CheckpointError,
  ConnectorError,
  ExecutionError,
  MillraceError,
  ParseError,
  QueryStartError,
} from './errors/index.ts';
export { type LocalSessionOptions, StreamSession } from './local/stream-session.ts';
export { StreamingQueryException } from './runtime/streaming-query-exception.ts';
export { type PrintableQuery, type PySparkOptions, toPySpark } from './spark/to-pyspark.ts';
export { type Row, Timestamp, type Value } from './types/value.ts';
