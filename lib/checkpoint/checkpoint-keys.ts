/** Names in a checkpoint, the same in every storage. */
export const METADATA_KEY = 'metadata.json';
/** Where Apache Spark keeps the id of a query. */
export const SPARK_METADATA_KEY = 'metadata';

/** Folders whose entries are named by a batch id. */
export type LogFolder = 'offsets' | 'commits' | 'snapshots' | 'purged';

export const entryKey = (folder: string, id: number): string => `${folder}/${id}.json`;

/** `state/0/state_0/7.<token>.delta.parquet`: the token keeps rivals of one batch, and tries of one run, apart. */
export const blobKey = (
  blob: { readonly operatorId: number; readonly table: string },
  batchId: number,
  token: string,
  form: 'delta' | 'snapshot',
): string =>
  `state/${blob.operatorId}/${encodeURIComponent(blob.table)}/${batchId}.${encodeURIComponent(token)}.${form}.parquet`;

/** The id of a whole entry; undefined for anything else in the folder. */
export function entryId(key: string): number | undefined {
  const match = /(?:^|\/)(\d+)\.json$/.exec(key);
  return match === null ? undefined : Number(match[1]);
}

/** The id with which an entry, a blob or a leftover of either begins. */
export function leadingId(key: string): number | undefined {
  const match = /(?:^|\/)\.?(\d+)\.[^/]*$/.exec(key);
  return match === null ? undefined : Number(match[1]);
}
