import assert from 'node:assert/strict';
import { MemoryCheckpointContent, MemoryCheckpointStore } from '../../checkpoint/index.ts';
import type { BatchInput, Offset, ReadLimit, Source } from '../../contracts/source.ts';
import { type MemoryKinesis, memoryKinesis } from '../../testing/aws/memory-kinesis.ts';
import { parseDdl } from '../../types/ddl.ts';
import { type Clock, ManualClock } from '../../util/clock.ts';
import type { AwsServices, KinesisPort } from '../aws/ports.ts';
import { kinesisSourceProvider } from './source-provider.ts';

export const START_MS = 1_700_000_000_000;
export const HOUR_MS = 3_600_000;

/** A clock that nobody has to wait for: waiting moves it. */
class HurryingClock extends ManualClock implements Clock {
  override waitUntil(timeMs: number): Promise<void> {
    this.advance(Math.max(0, timeMs - this.now()));
    return Promise.resolve();
  }
}

/** A port as the services of a session give it. */
export const servicesOf = (port: KinesisPort): AwsServices => ({
  kinesis: async () => port,
  dynamoDb: () => Promise.reject(new Error('no DynamoDB here')),
  s3: () => Promise.reject(new Error('no S3 here')),
});

/** A stream `s` in memory, and sources on it that share a checkpoint. */
export class KinesisFixture {
  readonly clock = new HurryingClock(START_MS);
  readonly kinesis: MemoryKinesis;
  readonly content = new MemoryCheckpointContent();
  port: KinesisPort;

  constructor(shards = 1, options: { readonly limitReads?: boolean; readonly limitWrites?: boolean } = {}) {
    this.kinesis = memoryKinesis({ clock: this.clock, limitWrites: false, ...options });
    this.kinesis.createStream('s', { shards });
    this.port = this.kinesis.port;
  }

  /** A source as a run opens it. */
  open(options: Record<string, string> = {}, schema?: string): Promise<Source> {
    const provider = kinesisSourceProvider(servicesOf(this.port));
    const context = { clock: this.clock, fileSystems: [], conf: {} };
    const all = 'streamArn' in options ? options : { streamName: 's', ...options };
    const userSchema = schema === undefined ? undefined : parseDdl(schema);
    return provider.create({
      format: 'kinesis',
      options: all,
      schema: provider.schema('kinesis', all, userSchema, context),
      log: MemoryCheckpointStore.open(this.content).sourceLog(0),
      context,
    });
  }

  /** Puts texts, each under its own key or one given as `key=text`. */
  async put(...texts: readonly string[]): Promise<void> {
    const Records = texts.map((text) => {
      const [key, value = text] = text.includes('=') ? text.split('=') : [text];
      return { PartitionKey: key ?? '', Data: new TextEncoder().encode(value) };
    });
    const { FailedRecordCount } = await this.kinesis.port.putRecords({ StreamName: 's', Records });
    assert.equal(FailedRecordCount, 0);
  }
}

/** Payloads of a batch of raw columns, as text. */
export function textsOf(input: BatchInput): string[] {
  assert.ok(input.kind === 'rows');
  return input.rows.map(([data]) => new TextDecoder().decode(data as Uint8Array));
}

/** One batch: its rows' payloads, and where it ends. */
export async function nextBatch(
  source: Source,
  start: Offset | null,
  limit: ReadLimit = 'limited',
): Promise<{ readonly end: Offset | null; readonly texts: string[] }> {
  const end = await source.latestOffset(start, limit);
  if (end === null || JSON.stringify(end) === JSON.stringify(start)) return { end: start, texts: [] };
  return { end, texts: textsOf(await source.getBatch(start, end)) };
}

/** Batches until there is nothing new. */
export async function readToEnd(
  source: Source,
  start: Offset | null,
): Promise<{ end: Offset | null; texts: string[] }> {
  const texts: string[] = [];
  for (let from = start; ; ) {
    const end = await source.latestOffset(from, 'limited');
    if (end === null || JSON.stringify(end) === JSON.stringify(from)) return { end: from, texts };
    texts.push(...textsOf(await source.getBatch(from, end)));
    from = end;
  }
}
