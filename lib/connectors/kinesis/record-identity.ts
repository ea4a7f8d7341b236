/** Which row of which batch of which query a record was written for: the same each time a batch runs again. */
export interface RecordIdentity {
  readonly query: string;
  readonly batch: number;
  readonly row: number;
}

/** The field that carries it, as the last one of a JSON object. */
const IDENTITY_FIELD = '_millrace';

const TAIL = new RegExp(
  `"${IDENTITY_FIELD}":\\{"query":("(?:[^"\\\\]|\\\\.)*"),"batch":(\\d{1,15}),"row":(\\d{1,8})\\}\\}\\s*$`,
);
const TAIL_BYTES = 512;

/** The text of a JSON object with the identity as its last field; undefined where the text is no JSON object. */
export function withIdentity(object: string, { query, batch, row }: RecordIdentity): string | undefined {
  const text = object.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  const fields = text.slice(1, -1).trim();
  const identity = `"${IDENTITY_FIELD}":{"query":${JSON.stringify(query)},"batch":${batch},"row":${row}}`;
  return fields === '' ? `{${identity}}` : `{${fields},${identity}}`;
}

/** The identity that a payload ends with; undefined where there is none. */
export function readIdentity(payload: Uint8Array): RecordIdentity | undefined {
  const tail = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).subarray(-TAIL_BYTES);
  const [, query, batch, row] = TAIL.exec(tail.toString('utf8')) ?? [];
  if (query === undefined) return undefined;
  return { query: JSON.parse(query) as string, batch: Number(batch), row: Number(row) };
}
