import { type RecordIdentity, readIdentity } from './record-identity.ts';

/** For each query that writes into the shard: its last batch seen, and which rows of it, as a bit set in base64. */
export type RepeatState = Readonly<Record<string, readonly [batch: number, rows: string]>>;

interface Seen {
  batch: number;
  rows: Uint8Array;
}

/**
 * Tells the first copy of a record from later ones. A sink writes all rows of a batch before the next batch begins, so a row of an earlier batch than the last one
 * seen in the shard is a repeat, and one of that batch is if its row was seen: the rows of one batch per writing query are all that must be remembered.
 */
export class RepeatFilter {
  readonly #seen = new Map<string, Seen>();

  constructor(state: RepeatState = {}) {
    for (const [query, [batch, rows]] of Object.entries(state))
      this.#seen.set(query, { batch, rows: Buffer.from(rows, 'base64') });
  }

  /** What is known, to go on from; undefined: nothing. */
  get state(): RepeatState | undefined {
    if (this.#seen.size === 0) return undefined;
    const queries = [...this.#seen].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(queries.map(([query, { batch, rows }]) => [query, [batch, bitText(rows)] as const]));
  }

  /** Takes note of a payload; true where it is a repeat. */
  isRepeat(payload: Uint8Array): boolean {
    const identity = readIdentity(payload);
    return identity !== undefined && this.#isSeen(identity);
  }

  #isSeen({ query, batch, row }: RecordIdentity): boolean {
    const seen = this.#seen.get(query);
    if (seen !== undefined && batch < seen.batch) return true;
    const current = seen?.batch === batch ? seen : { batch, rows: new Uint8Array() };
    if (((current.rows[row >> 3] ?? 0) & (1 << (row & 7))) !== 0) return true;
    current.rows = withBit(current.rows, row);
    this.#seen.set(query, current);
    return false;
  }
}

/** What both parents of a merged shard know: the later batch of each query, and of the same batch the rows of both. */
export function mergeRepeats(states: readonly (RepeatState | undefined)[]): RepeatState | undefined {
  const merged: Record<string, readonly [number, string]> = {};
  for (const state of states)
    for (const [query, [batch, rows]] of Object.entries(state ?? {})) {
      const known = merged[query];
      if (known === undefined || known[0] < batch) merged[query] = [batch, rows];
      else if (known[0] === batch) merged[query] = [batch, union(known[1], rows)];
    }
  return Object.keys(merged).length === 0 ? undefined : merged;
}

function withBit(rows: Uint8Array, row: number): Uint8Array {
  const byte = row >> 3;
  const room = byte < rows.length ? rows : grown(rows, Math.max(byte + 1, 2 * rows.length));
  room[byte] = (room[byte] ?? 0) | (1 << (row & 7));
  return room;
}

function grown(rows: Uint8Array, length: number): Uint8Array {
  const room = new Uint8Array(length);
  room.set(rows);
  return room;
}

/** Without the zeros at the end: the same rows give the same text. */
const bitText = (rows: Uint8Array): string =>
  Buffer.from(rows.subarray(0, rows.findLastIndex((byte) => byte !== 0) + 1)).toString('base64');

function union(a: string, b: string): string {
  const [long, short] = [Buffer.from(a, 'base64'), Buffer.from(b, 'base64')].sort((x, y) => y.length - x.length);
  if (long === undefined || short === undefined) return a;
  return Buffer.from(long.map((byte, i) => byte | (short[i] ?? 0))).toString('base64');
}
