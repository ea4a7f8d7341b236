import { ConnectorError } from '../../errors/index.ts';
import type { Row } from '../../types/value.ts';
import type { Clock } from '../../util/clock.ts';
import { isTransient, reasonOf } from './client-errors.ts';
import type { KafkaCluster } from './cluster.ts';
import type { ReportDataLoss } from './data-loss.ts';
import type { OffsetRange } from './offset-ranges.ts';
import type { PartitionOffsets } from './offsets.ts';
import { type Reading, takeRecords } from './take-records.ts';
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
        if (reading !== undefined && reading.position < reading.until)
          await takeRecords(cluster, reading, answer, settings);
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
