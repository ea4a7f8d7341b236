import type { FileInfo } from '../contracts/file-system.ts';
import type { Arrivals } from '../contracts/source.ts';
import { QueryStartError } from '../errors/index.ts';
import type { Json } from '../util/json.ts';
import { type BatchResponse, isUnfinished } from './batch-response.ts';
import { instrumented, type LambdaHandler } from './instrumented.ts';
import { QueryRuntime } from './query-runtime.ts';
import { runQuery } from './run-query.ts';
import { arrivedFiles, fromText, type SqsEvent } from './s3-event.ts';
import type { WarmQuery } from './warm-query.ts';

interface Message {
  /** Undefined: the event came without a queue. */
  readonly id: string | undefined;
  readonly files: readonly FileInfo[] | undefined;
}

/**
 * Makes new objects a batch: events of S3 or EventBridge through SQS, or given directly. Files that are committed are skipped, and so are those that are not below the
 * query's path. Messages come again where their files are not committed when it answers; a message that is no event of S3 always does, until the queue gives it up.
 *
 * @example
 * export const handler = s3Handler(new QueryRuntime({ module: () => import('millrace-query') }));
 */
export function s3Handler(runtime: QueryRuntime = new QueryRuntime()): LambdaHandler<SqsEvent | Json, BatchResponse> {
  return instrumented(runtime, async (event, invocation) => {
    const { name } = await runtime.manifest();
    const messages = messagesOf(event);
    const unreadable = messages.filter(({ files }) => files === undefined);
    if (unreadable.some(({ id }) => id === undefined)) throw unexpected(name);
    const files = messages.flatMap((message) => message.files ?? []);
    const failures = [...unreadable];
    if (files.length > 0) {
      const plan = (query: WarmQuery) => ({ arrivals: arrivalsBySource(query, name, files), onlyArrivals: true });
      const outcome = await runQuery(runtime, invocation, plan);
      if (isUnfinished(outcome)) failures.push(...messages.filter((message) => (message.files?.length ?? 0) > 0));
      if (isUnfinished(outcome) && failures.some(({ id }) => id === undefined)) throw unfinished(name);
    }
    return { batchItemFailures: failures.map(({ id }) => ({ itemIdentifier: id ?? '' })) };
  });
}

function messagesOf(event: SqsEvent | Json): readonly Message[] {
  const isQueue = (json: SqsEvent | Json): json is SqsEvent => {
    const records = (json as { readonly Records?: Json } | null)?.Records;
    return Array.isArray(records) && records.some((record) => typeof record?.body === 'string');
  };
  if (!isQueue(event)) return [{ id: undefined, files: arrivedFiles(event) }];
  return event.Records.map(({ messageId, body }) => ({ id: messageId, files: fromText(body) }));
}

/** Every source of files looks for its own among them. */
function arrivalsBySource(query: WarmQuery, name: string, files: readonly FileInfo[]) {
  const isOfFiles = query.sources.map(({ relation }) =>
    Object.keys(relation.options).some((option) => option.toLowerCase() === 'path'),
  );
  if (!isOfFiles.includes(true)) throw unexpected(name, 'the query reads no files');
  const arrivals: Arrivals = { kind: 'files', files };
  return isOfFiles.map((is) => (is ? arrivals : undefined));
}

const unexpected = (query: string, why = 'it is no event of S3 and has no messages with one') =>
  new QueryStartError('LAMBDA_EVENT_UNEXPECTED', {
    handler: 's3',
    query,
    why,
    expected: "a queue with the notifications of the query's bucket",
  });

/** Without a queue an error is the only way to ask for the event again. */
const unfinished = (query: string) => unexpected(query, 'its files could not all be committed in time');
