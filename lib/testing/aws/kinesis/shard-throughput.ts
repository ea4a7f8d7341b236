/** What a shard takes and gives per second. */
interface ThroughputLimits {
  readonly calls: number;
  readonly bytes: number;
}

/** Counts what a shard has taken (or given) in the present second of the clock. */
export class ShardThroughput {
  readonly #limits: ThroughputLimits;
  #second = Number.NEGATIVE_INFINITY;
  #calls = 0;
  #bytes = 0;

  constructor(limits: ThroughputLimits) {
    this.#limits = limits;
  }

  /** Takes a call of so many bytes if the second has room for it. A single one larger than a second's bytes passes when the second is unused. */
  take(nowMs: number, bytes: number): boolean {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#calls = 0;
      this.#bytes = 0;
    }
    const hasRoom =
      this.#calls < this.#limits.calls && (this.#calls === 0 || this.#bytes + bytes <= this.#limits.bytes);
    if (!hasRoom) return false;
    this.#calls++;
    this.#bytes += bytes;
    return true;
  }
}
