import type { Sink, SinkBatch, SinkResult } from '../../contracts/sink.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { Clock } from '../../util/clock.ts';
import type { KinesisPort } from '../aws/ports.ts';
import { KINESIS_LIMITS } from './limits.ts';
import { type KinesisSinkSettings, streamTitle } from './options.ts';
import type { OutgoingRecord, RecordMaker } from './outgoing-records.ts';
import { recordBytes } from './pack-request.ts';
import { putRecords } from './put-records.ts';
import { withBackOff } from './retrying.ts';

/** What a Kinesis sink is made of. */
interface KinesisSinkRequest {
  readonly settings: KinesisSinkSettings;
  readonly makeRecords: RecordMaker;
  readonly kinesis: KinesisPort;
  readonly clock: Clock;
}

/**
 * Writes a record for each row, at least once: a batch that runs again is written again. Records made from whole rows say which row of which batch of which query
 * they are, by which the Kinesis source drops repeats.
 */
export class KinesisSink implements Sink {
  readonly description: string;
  readonly #request: KinesisSinkRequest;
  readonly #stopping = new AbortController();
  #recordBytes: number | undefined;

  constructor(request: KinesisSinkRequest) {
    this.#request = request;
    this.description = `KinesisSink[${streamTitle(request.settings.stream)}]`;
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const { makeRecords, settings, kinesis, clock } = this.#request;
    const records = makeRecords(await batch.collect(), batch);
    await this.#refuseLarge(records);
    await putRecords(records, {
      kinesis,
      stream: settings.stream,
      clock,
      limits: {
        records: settings.values.maxRecordsPerRequest,
        bytes: KINESIS_LIMITS.putBytes,
        isStrict: settings.values.keyOrder === 'strict',
      },
      maxRetryMs: settings.values.maxRetryTime,
      signal: this.#stopping.signal,
    });
    return { numOutputRows: records.length };
  }

  interrupt(): void {
    this.#stopping.abort();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
  }

  /** The whole batch is refused before any of it is written. */
  async #refuseLarge(records: readonly OutgoingRecord[]): Promise<void> {
    const bytes = records.reduce((largest, record) => Math.max(largest, recordBytes(record)), 0);
    if (bytes <= KINESIS_LIMITS.recordBytes) return;
    const limit = await this.#largestRecord();
    if (bytes <= limit) return;
    const stream = streamTitle(this.#request.settings.stream);
    throw new ConnectorError('KINESIS_RECORD_TOO_LARGE', { stream, bytes, limit });
  }

  async #largestRecord(): Promise<number> {
    const { kinesis, settings, clock } = this.#request;
    if (this.#recordBytes === undefined) {
      const { StreamDescriptionSummary: summary } = await withBackOff(
        () => kinesis.describeStreamSummary(settings.stream),
        clock,
        this.#stopping.signal,
      );
      const kiB = summary?.MaxRecordSizeInKiB;
      this.#recordBytes = kiB === undefined ? KINESIS_LIMITS.recordBytes : kiB * 1024;
    }
    return this.#recordBytes;
  }
}
