import type { ModelBatch, ModelOutput, ModelRow, OperatorModel } from './query-model.ts';

/** A row of the tests of deduplication; `id` tells which of several equal keys passed. */
export interface KeyedRow extends ModelRow {
  readonly k: string | null;
  readonly id: number;
}

/** What identifies a row, and when its key is forgotten. */
export type DeduplicateKey =
  /** `dropDuplicates(['k'])`: never forgotten. */
  | { readonly kind: 'key' }
  /** `dropDuplicates(['k', 't'])`: forgotten once t is at or below the watermark. */
  | { readonly kind: 'keyAndTime' }
  /** `dropDuplicatesWithinWatermark(['k'])`: forgotten once t + delay of the row that passed is, where no t counts as 1970. */
  | { readonly kind: 'withinWatermark'; readonly delayMs: number };

/** Deduplication of rows that carry their event time: late rows are dropped, then the first row of a key passes. */
export class DeduplicateModel implements OperatorModel<KeyedRow> {
  readonly wantsNoDataBatch = true;
  readonly #key: DeduplicateKey;
  /** Until when a key is kept, by key; null: for ever. */
  #expiries = new Map<string, number | null>();

  constructor(key: DeduplicateKey) {
    this.#key = key;
  }

  get stateRows(): number {
    return this.#expiries.size;
  }

  run({ inputs: [rows = []], lateMs, evictMs }: ModelBatch<KeyedRow>): ModelOutput {
    const timely = rows.filter(({ t }) => t === null || t > lateMs);
    const passed = timely.filter((row) => this.#isFirst(row));
    this.#expiries = new Map([...this.#expiries].filter(([, expiry]) => expiry === null || expiry > evictMs));
    return {
      rows: passed.map(({ t, k, id }) => [t === null ? null : new Date(t).toISOString(), k, id]),
      dropped: rows.length - timely.length,
    };
  }

  #isFirst({ t, k }: KeyedRow): boolean {
    const key = this.#key;
    const name = JSON.stringify(key.kind === 'keyAndTime' ? [k, t] : [k]);
    if (this.#expiries.has(name)) return false;
    const expiry = { key: null, keyAndTime: t, withinWatermark: (t ?? 0) + delayOf(key) }[key.kind];
    this.#expiries.set(name, expiry);
    return true;
  }
}

const delayOf = (key: DeduplicateKey): number => (key.kind === 'withinWatermark' ? key.delayMs : 0);
