import { QueryStartError } from '../errors/index.ts';
import type { DataStreamWriter } from './data-stream-writer.ts';
import type { StreamSession } from './stream-session.ts';

/** A query under a name, not yet bound to a session: what a module exports to be run locally or deployed. */
export interface QueryDefinition<S = unknown> {
  readonly name: string;
  /** The query over a session's sources; its queryName is the definition's where it sets none. */
  build(session: StreamSession): DataStreamWriter<S>;
}

const NAME = /^[A-Za-z][\w-]{0,63}$/;

/**
 * Defines a query.
 *
 * @example
 * export default defineQuery('purchases', (session) =>
 *   session.readStream.format('kinesis').option('streamName', 'clicks').schema('user_id BIGINT, action STRING').load()
 *     .filter("action = 'purchase'")
 *     .writeStream.format('parquet').option('path', 's3://bucket/purchases'));
 */
export function defineQuery<S>(
  name: string,
  build: (session: StreamSession) => DataStreamWriter<S>,
): QueryDefinition<S> {
  if (!NAME.test(name)) throw new QueryStartError('INVALID_QUERY_NAME', { name });
  return Object.freeze({
    name,
    build: (session: StreamSession) => {
      const writer: unknown = build(session);
      if (!isWriter<S>(writer))
        throw new QueryStartError('QUERY_DEFINITION_WITHOUT_WRITER', { name, what: kindOf(writer) });
      return writer.toRequest().queryName === undefined ? writer.queryName(name) : writer;
    },
  });
}

const isWriter = <S>(value: unknown): value is DataStreamWriter<S> =>
  typeof value === 'object' && value !== null && 'toRequest' in value;

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value instanceof Promise) return 'a promise';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return 'writeStream' in value ? 'a frame' : 'an object of another kind';
}
