import { ConnectorError } from '../../errors/index.ts';
import type { Row } from '../../types/value.ts';
import type { Clock } from '../../util/clock.ts';
import { isTransient, reasonOf } from './client-errors.ts';
import type { KafkaCluster, PartitionAnswer } from './cluster.ts';
import { committedBatches, isControl } from './committed-batches.ts';
import type { ReportDataLoss } from './data-loss.ts';
import type { OffsetRange } from './offset-ranges.ts';
import { EARLIEST, type PartitionOffsets, topicPartition } from './offsets.ts';
import { recordRows } from './record-row.ts';
import { unlessStopped } from './unless-stopped.ts';

/** How ranges are read. */
export interface ReadSettings {
  readonly clock: Clock;
  readonly pollTimeoutMs: number;
  readonly backoffMs: number;
  readonly isReadCommitted: boolean;
  readonly includeHeaders: boolean;
  readonly groupId: string;
  readonly report: ReportDataLoss;
}

/** A range being read. */
interface Reading extends OffsetRange {
  position: number;
  readonly rows: Row[];
}

/** The rows of ranges, range by range in the order given, each in the order of its offsets. */
export async function readRanges(
  cluster: KafkaCluster,
  ranges: readonly OffsetRange[],
  settings: ReadSettings,
): Promise<Row[]> {
  const { clock, pollTimeoutMs, backoffMs } = settings;
  const readings = ranges.map((range): Reading => ({ ...range, position: range.from, rows: [] }));
  const byName = new Map(readings.map((reading) => [reading.name, reading]));
  let deadlineMs = clock.now() + pollTimeoutMs;
  let failure: unknown;
  for (;;) {
    const unread = readings.filter(({ position, until }) => position < until);
    if (unread.length === 0) return readings.flatMap(({ rows }) => rows);
    if (clock.now() > deadlineMs) throw timeout(unread, pollTimeoutMs, failure);
    const before = sum(readings);
    try {
      const answers = await unlessStopped(cluster.fetch(positionsOf(unread)), cluster.signal);
      for (const answer of answers) {
        const reading = byName.get(answer.name);
        if (reading !== undefined && reading.position < reading.until) await take(cluster, reading, answer, settings);
      }
      failure = undefined;
    } catch (error) {
      if (!isTransient(error)) throw readError(cluster, error);
      failure = error;
      await cluster.refresh();
      await unlessStopped(clock.waitUntil(clock.now() + backoffMs, cluster.signal), cluster.signal);
    }
    if (sum(readings) > before) deadlineMs = clock.now() + pollTimeoutMs;
  }
}

const sum = (readings: readonly Reading[]): number => readings.reduce((total, { position }) => total + position, 0);

const positionsOf = (readings: readonly Reading[]): PartitionOffsets =>
  new Map(readings.map(({ name, position }) => [name, position]));

async function take(
  cluster: KafkaCluster,
  reading: Reading,
  answer: PartitionAnswer,
  settings: ReadSettings,
): Promise<void> {
  if (answer.response === undefined) {
    await skip(cluster, reading, answer.outcome === 'gone', settings);
    return;
  }
  const { records, abortedTransactions } = answer.response;
  const batches = records ?? [];
  const visible = settings.isReadCommitted ? committedBatches(batches, abortedTransactions ?? []) : batches;
  const { topic, partition } = topicPartition(reading.name);
  const { includeHeaders } = settings;
  for (const batch of visible) {
    if (isControl(batch)) continue;
    const place = { topic, partition, from: reading.position, until: reading.until, includeHeaders };
    for (const row of recordRows(batch, place)) reading.rows.push(row);
  }
  const last = batches.at(-1);
  if (last === undefined) return;
  reading.position = Math.max(reading.position, Number(last.firstOffset) + last.lastOffsetDelta + 1);
}

/** Nothing is left where the range begins: goes on where records begin now, if that is still inside. */
async function skip(cluster: KafkaCluster, reading: Reading, isGone: boolean, settings: ReadSettings): Promise<void> {
  const { topic } = topicPartition(reading.name);
  const isThere = !isGone || (await cluster.partitions([topic])).includes(reading.name);
  const earliest = isThere ? (await cluster.offsets([reading.name], EARLIEST)).get(reading.name) : undefined;
  // A partition that is there after all has only moved.
  if (isGone && isThere && earliest !== undefined && earliest <= reading.position) return;
  settings.report('KAFKA_DATA_LOSS.COULD_NOT_READ_OFFSET_RANGE', {
    startOffset: reading.position,
    endOffset: reading.until,
    topicPartition: reading.name,
    groupId: settings.groupId,
  });
  const isBehind = earliest !== undefined && earliest > reading.position;
  reading.position = isBehind ? Math.min(earliest, reading.until) : reading.until;
}

function timeout(unread: readonly Reading[], timeoutMs: number, failure: unknown): ConnectorError {
  const [first] = unread;
  const reason = failure === undefined ? 'nothing has come' : reasonOf(failure);
  const params = { offset: first?.position ?? 0, topicPartition: first?.name ?? '', timeoutMs, reason };
  return new ConnectorError('KAFKA_POLL_TIMEOUT', params, { cause: failure });
}

function readError(cluster: KafkaCluster, cause: unknown): unknown {
  if (cause instanceof ConnectorError) return cause;
  const params = { servers: cluster.servers, what: 'read records', reason: reasonOf(cause) };
  return new ConnectorError('KAFKA_REQUEST_FAILED', params, { cause });
}
