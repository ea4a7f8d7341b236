import type { IdRange } from '../../checkpoint/checkpoint-storage.ts';

/** Begin of the sort keys of each folder of a checkpoint; `sources/N` becomes `files#N`. */
const ENTRY_KINDS: Readonly<Record<string, string>> = {
  offsets: 'offset',
  commits: 'commit',
  snapshots: 'manifest',
  purged: 'purged',
  control: 'run',
  progress: 'progress',
  backfills: 'backfill',
};

const ID_DIGITS = 16;
const pad = (id: number): string => String(Math.max(0, id)).padStart(ID_DIGITS, '0');

const kindOf = (folder: string): string => ENTRY_KINDS[folder] ?? folder.replace(/^sources\//, 'files#');

/** The sort key of an entry; ids are padded so that texts are in the order of numbers. */
export function entrySortKey(key: string): string {
  if (key === 'metadata.json') return 'meta';
  const match = /^(.*)\/(\d+)\.json$/.exec(key);
  return match === null ? `other#${key}` : `${kindOf(match[1] ?? '')}#${pad(Number(match[2]))}`;
}

/** The id at the end of an entry's sort key. */
export const idOfSortKey = (sortKey: string): number => Number(sortKey.slice(sortKey.lastIndexOf('#') + 1));

/** First and last sort key that entries of a folder in a range can have. */
export const entryBounds = (folder: string, range: IdRange): readonly [string, string] => bounds(kindOf(folder), range);

function bounds(kind: string, { from = 0, through = Number.MAX_SAFE_INTEGER }: IdRange): readonly [string, string] {
  // '~' comes after '#' and all that can follow it.
  return [`${kind}#${pad(from)}`, `${kind}#${pad(Math.min(through, Number.MAX_SAFE_INTEGER))}~`];
}

const BLOB_KEY = /^state\/(\d+)\/([^/]+)\/(\d+)\.(.+)\.(delta|snapshot)\.parquet$/;
const BLOB_SORT_KEY = /^(delta|snapshot)#(\d+)#(\d+)#([^#]+)#([^#]+)#\d+$/;

export const BLOB_FORMS = ['delta', 'snapshot'] as const;

/** Begin of the sort keys of a blob's chunks: `delta#N#operator#table#token#`. */
export function blobPrefix(key: string): string {
  const [, operator, table, id, token, form] = BLOB_KEY.exec(key) ?? [];
  if (form === undefined) throw new TypeError(`${key} is not the key of a blob`);
  return `${form}#${pad(Number(id))}#${operator}#${table}#${token}#`;
}

/** The key of the blob that a chunk belongs to. */
export function blobKeyOfSortKey(sortKey: string): string | undefined {
  const [, form, id, operator, table, token] = BLOB_SORT_KEY.exec(sortKey) ?? [];
  return form === undefined ? undefined : `state/${operator}/${table}/${Number(id)}.${token}.${form}.parquet`;
}

/** First and last sort key that chunks of blobs of some batches can have. */
export const blobBounds = (form: (typeof BLOB_FORMS)[number], range: IdRange): readonly [string, string] =>
  bounds(form, range);
