const REMEMBERED = 20;
/** A batch is begun if there is time for twice the longest of the last ones. */
const SAFETY_FACTOR = 2;
/** What a batch may take before one has been seen. */
const FIRST_GUESS_MS = 3000;
const LEAST_MS = 500;
/** An invocation that has spent more than this share of its time may leave the batch to the next one, which has more. */
const SPENT_SHARE = 0.1;

/** The time an invocation has. */
export interface TimeLeft {
  readonly grantedMs: number;
  readonly remainingMs: number;
}

/** How long the last batches took, and whether another one fits. */
export class BatchTimes {
  readonly #recentMs: number[] = [];

  note(durationMs: number): void {
    this.#recentMs.push(durationMs);
    if (this.#recentMs.length > REMEMBERED) this.#recentMs.shift();
  }

  /** Time that the next batch may take. */
  get neededMs(): number {
    if (this.#recentMs.length === 0) return FIRST_GUESS_MS;
    return Math.max(LEAST_MS, SAFETY_FACTOR * Math.max(...this.#recentMs));
  }

  /** Whether the next batch may be begun. An invocation with nearly all its time always may: no later one has more. */
  allows({ grantedMs, remainingMs }: TimeLeft): boolean {
    return remainingMs >= this.neededMs || grantedMs - remainingMs <= SPENT_SHARE * grantedMs;
  }
}
