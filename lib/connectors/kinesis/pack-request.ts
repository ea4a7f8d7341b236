import type { OutgoingRecord } from './outgoing-records.ts';

/** What one request may hold. */
export interface RequestLimits {
  readonly records: number;
  readonly bytes: number;
  /** One record per partition key: if it fails, none has passed it. */
  readonly isStrict: boolean;
}

/** Bytes of a record as the service counts them. */
export const recordBytes = ({ data, partitionKey }: OutgoingRecord): number =>
  data.byteLength + Buffer.byteLength(partitionKey);

/** The first records that make one request, by their places; a record left out holds back the later ones of its key. */
export function packRequest(pending: readonly OutgoingRecord[], limits: RequestLimits): readonly number[] {
  const taken: number[] = [];
  const held = new Set<string>();
  let bytes = 0;
  for (const [place, record] of pending.entries()) {
    if (taken.length >= limits.records) break;
    if (held.has(record.partitionKey)) continue;
    const size = recordBytes(record);
    const fits = taken.length === 0 || bytes + size <= limits.bytes;
    if (fits) {
      taken.push(place);
      bytes += size;
    }
    if (!fits || limits.isStrict) held.add(record.partitionKey);
  }
  return taken;
}
