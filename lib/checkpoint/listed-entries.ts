import { entryId } from './checkpoint-keys.ts';
import type { CheckpointStorage, IdRange, StoredEntry } from './checkpoint-storage.ts';

type Listing = Pick<CheckpointStorage, 'list' | 'read'>;

interface Listed {
  readonly id: number;
  readonly key: string;
}

/** `entries` for a storage that lists keys cheaply. */
export async function listedEntries(storage: Listing, folder: string, range: IdRange): Promise<StoredEntry[]> {
  const read = (await listed(storage, folder, range)).map(async (entry) => ({
    ...entry,
    text: await storage.read(entry.key),
  }));
  // What a purge has taken between the two calls is gone.
  return (await Promise.all(read)).filter((entry): entry is StoredEntry => entry.text !== undefined);
}

/** `newest` for a storage that lists keys cheaply. */
export async function newestListed(
  storage: Listing,
  folder: string,
  atMost = Number.POSITIVE_INFINITY,
): Promise<StoredEntry | undefined> {
  for (;;) {
    const last = (await listed(storage, folder, { through: atMost })).at(-1);
    if (last === undefined) return undefined;
    const text = await storage.read(last.key);
    // A purge by another process may come between the two calls; newer entries are there then.
    if (text !== undefined) return { ...last, text };
  }
}

async function listed(storage: Listing, folder: string, range: IdRange): Promise<Listed[]> {
  const { from = 0, through = Number.POSITIVE_INFINITY } = range;
  return (await storage.list(folder, range))
    .map((key) => ({ id: entryId(key), key }))
    .filter((entry): entry is Listed => entry.id !== undefined && entry.id >= from && entry.id <= through)
    .sort((a, b) => a.id - b.id);
}
