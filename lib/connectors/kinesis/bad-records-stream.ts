import { createHash } from 'node:crypto';
import type { QuarantineTarget } from '../../contracts/quarantine.ts';
import type { RejectedRecord } from '../../contracts/source.ts';
import { QueryStartError } from '../../errors/index.ts';
import type { Clock } from '../../util/clock.ts';
import type { AwsServices } from '../aws/ports.ts';
import { KINESIS_LIMITS } from './limits.ts';
import type { StreamIdentifier } from './options.ts';
import type { OutgoingRecord } from './outgoing-records.ts';
import { putRecords } from './put-records.ts';
import { withIdentity } from './record-identity.ts';

/** Whose bad records a stream takes. */
interface BadRecordsStreamRequest {
  /** Name or ARN: the value of `badRecordsStream`. */
  readonly stream: string;
  readonly queryId: string;
  readonly sourceIndex: number;
  /** The source's description. */
  readonly source: string;
  readonly aws: AwsServices;
  readonly clock: Clock;
}

/** So much of a text fits into a record of 1 MiB however it is escaped. */
const MAX_CHARACTERS = 100_000;
const MAX_RETRY_MS = 60_000;

/**
 * Puts each bad record into a stream as a JSON object, at least once. A batch that runs again puts them again under the same identity, by which a source with
 * `dropRepeats` keeps the first.
 */
export function badRecordsStreamTarget(request: BadRecordsStreamRequest): QuarantineTarget {
  const { aws, clock, queryId, sourceIndex, source } = request;
  const stream = identifierOf(request.stream);
  // Rows are numbered by source, and others of the query may write to the same stream.
  const query = `${queryId}-bad-${sourceIndex}`;
  return {
    async add({ batchId, records }) {
      const outgoing = records.map((record, row): OutgoingRecord => {
        const text = JSON.stringify({ ...shortened(record), source, batchId });
        const data = Buffer.from(withIdentity(text, { query, batch: batchId, row }) ?? text);
        return { data, partitionKey: createHash('sha256').update(data).digest('hex') };
      });
      await putRecords(outgoing, {
        ...{ stream, clock, kinesis: await aws.kinesis(), maxRetryMs: MAX_RETRY_MS },
        limits: { records: KINESIS_LIMITS.putRecords, bytes: KINESIS_LIMITS.putBytes, isStrict: false },
        signal: new AbortController().signal,
      });
    },
  };
}

function shortened({ record, reason, position }: RejectedRecord): RejectedRecord {
  if (record === null || record.length <= MAX_CHARACTERS) return { record, reason, position };
  const given = `Only its first ${MAX_CHARACTERS} of ${record.length} characters are given.`;
  return { record: record.slice(0, MAX_CHARACTERS), reason: `${reason} ${given}`, position };
}

function identifierOf(value: string): StreamIdentifier {
  if (/^arn:[^:]+:kinesis:[^:]+:\d+:stream\/.+$/.test(value)) return { StreamARN: value };
  if (/^[\w.-]{1,128}$/.test(value)) return { StreamName: value };
  throw new QueryStartError('INVALID_OPTION', {
    where: 'source',
    name: 'badRecordsStream',
    value,
    why: 'it is neither name nor ARN of a Kinesis stream',
    allowed: 'bad-records, arn:aws:kinesis:REGION:ACCOUNT:stream/NAME',
  });
}
