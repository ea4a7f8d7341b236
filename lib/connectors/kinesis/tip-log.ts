import type { SourceLog } from '../../contracts/source.ts';

const HOUR_MS = 3_600_000;

/**
 * Remembers between runs up to when each shard was known to hold nothing unread. Offsets do not change while nothing arrives, so without it a shard that is quiet for
 * longer than its retention could not be told from one whose records were lost. One entry an hour at most; entry 0 of the log belongs to the initial position.
 */
export class TipLog {
  readonly #log: SourceLog;
  #tips: Readonly<Record<string, number>> = {};
  #entry = 0;

  constructor(log: SourceLog) {
    this.#log = log;
  }

  async restore(): Promise<void> {
    this.#entry = Math.max(0, ...(await this.#log.list()));
    if (this.#entry === 0) return;
    this.#tips = ((await this.#log.read(this.#entry)) ?? {}) as Readonly<Record<string, number>>;
  }

  /** Time up to which a shard is known to be read. */
  readThroughMs(shardId: string): number | undefined {
    return this.#tips[shardId];
  }

  /** Takes note of shards that hold nothing unread. */
  async note(tips: Readonly<Record<string, number>>, nowMs: number): Promise<void> {
    const entry = Math.floor(nowMs / HOUR_MS);
    if (entry <= this.#entry) return;
    const old = (await this.#log.list()).filter((id) => id !== 0);
    await this.#log.add(entry, tips);
    await this.#log.remove(old.filter((id) => id < entry));
    this.#entry = entry;
    this.#tips = tips;
  }
}
