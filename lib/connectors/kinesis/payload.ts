import { gunzipSync } from 'node:zlib';
import { ConnectorError } from '../../errors/index.ts';

/** How payloads may be compressed. */
type PayloadCompression = 'auto' | 'gzip' | 'none';

/** A record's place, for messages. */
interface RecordPlace {
  readonly stream: string;
  readonly shardId: string;
  readonly sequence: string;
}

/** The bytes of a payload, decompressed. What only looks like gzip stays as it is with `auto`, and is refused with `gzip`, as is what does not. */
export function payloadBytes(data: Uint8Array, compression: PayloadCompression, place: RecordPlace): Uint8Array {
  if (compression === 'none') return data;
  const isGzip = data[0] === 0x1f && data[1] === 0x8b;
  if (!isGzip && compression === 'auto') return data;
  try {
    return gunzipSync(data);
  } catch (cause) {
    if (compression === 'auto') return data;
    throw new ConnectorError('KINESIS_PAYLOAD_NOT_GZIP', { ...place }, { cause });
  }
}
