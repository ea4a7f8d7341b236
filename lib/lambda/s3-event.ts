import type { FileInfo } from '../contracts/file-system.ts';
import type { Json } from '../util/json.ts';

/** An event of an SQS event source mapping, as far as it is read. */
export interface SqsEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/**
 * The files of an S3 notification, of an EventBridge event of S3, or of either in an SNS envelope: what was created; other events, and S3's test, give none.
 * Undefined: it is no such event.
 */
export function arrivedFiles(event: Json): readonly FileInfo[] | undefined {
  if (!isObject(event)) return undefined;
  if (event['Event'] === 's3:TestEvent') return [];
  if (typeof event['Message'] === 'string' && event['Type'] === 'Notification') return fromText(event['Message']);
  if (event['source'] === 'aws.s3') return fromEventBridge(event);
  const records = event['Records'];
  if (!Array.isArray(records)) return undefined;
  const files = records.map((record: Json) => (isObject(record) ? fromNotification(record) : undefined));
  return files.includes(undefined) ? undefined : (files as FileInfo[][]).flat();
}

/** The same from the text of a message. */
export function fromText(text: string): readonly FileInfo[] | undefined {
  try {
    return arrivedFiles(JSON.parse(text) as Json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

type JsonObject = { readonly [key: string]: Json };
const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

function fromNotification(record: JsonObject): FileInfo[] | undefined {
  const { eventName, eventTime, s3 } = record;
  if (typeof eventName !== 'string' || !isObject(s3)) return undefined;
  if (!/^(s3:)?ObjectCreated:/.test(eventName)) return [];
  const { bucket, object } = s3;
  if (!isObject(bucket) || !isObject(object) || typeof object['key'] !== 'string') return undefined;
  return fileOf(bucket['name'], decodedKey(object['key']), object['size'], eventTime);
}

/** Keys in notifications are encoded as in a query string; undefined for one that is not. */
function decodedKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function fromEventBridge(event: JsonObject): FileInfo[] | undefined {
  if (event['detail-type'] !== 'Object Created') return [];
  const { detail, time } = event;
  if (!isObject(detail) || !isObject(detail['bucket']) || !isObject(detail['object'])) return undefined;
  return fileOf(detail['bucket']['name'], detail['object']['key'], detail['object']['size'], time);
}

function fileOf(bucket: Json | undefined, key: Json | undefined, size: Json | undefined, time: Json | undefined) {
  const modifiedMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (typeof bucket !== 'string' || typeof key !== 'string' || Number.isNaN(modifiedMs)) return undefined;
  return [{ path: `s3://${bucket}/${key}`, bytes: typeof size === 'number' ? size : 0, modifiedMs }];
}
