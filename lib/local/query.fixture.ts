import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFrame } from '../api/data-frame.ts';
import type { ForeachBatch } from '../api/data-stream-writer.ts';
import type { MemoryStream } from '../connectors/memory/memory-stream.ts';
import type { MillraceError } from '../errors/index.ts';
import type { Untyped } from '../types/infer.ts';
import { ManualClock } from '../util/clock.ts';
import { type LocalSessionOptions, StreamSession } from './stream-session.ts';

export type Frame = DataFrame<Untyped>;

/** When the clocks of these tests begin. */
export const START_MS = Date.UTC(2024, 0, 1);

/** A session that ends with the test. */
export async function openSession(t: TestContext, options: LocalSessionOptions = {}): Promise<StreamSession> {
  const session = await StreamSession.create({ threads: 1, ...options });
  t.after(() => session.stop());
  return session;
}

/** The same with a clock that moves only when told. */
export async function openTimedSession(t: TestContext, options: LocalSessionOptions = {}) {
  const clock = new ManualClock(START_MS);
  return { clock, session: await openSession(t, { clock, ...options }) };
}

/** A folder that is removed after the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-local-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The stream as a frame. */
export const frameOf = (session: StreamSession, stream: Pick<MemoryStream, 'name'>): Frame =>
  session.readStream.format('memory').option('stream', stream.name).load() as unknown as Frame;

/** A row as JSON text; bigints as numbers, timestamps as ISO text. */
export const rowText = (row: unknown): string =>
  JSON.stringify(Object.values(row as object), (_, value) => (typeof value === 'bigint' ? Number(value) : value));

/** Takes batches in as sorted texts of rows; a batch that runs again stands there twice. */
export class BatchRecorder {
  readonly batches: (readonly [batchId: number, rows: readonly string[]])[] = [];

  readonly write: ForeachBatch<Untyped> = async (batch, batchId) => {
    const rows = await batch.collect();
    this.batches.push([batchId, rows.map(rowText).sort()]);
  };
}

/** Polls until it holds; for what has no event of its own. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await sleep(1);
  }
}

/** What a promise is rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<MillraceError> {
  try {
    await promise;
  } catch (error) {
    return error as MillraceError;
  }
  throw new Error('nothing was thrown');
}
