/** Time as the engine sees it. Nothing in the engine reads the time or sleeps but through a clock. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Resolves once `now()` has reached `timeMs`, or as soon as `signal` aborts; never rejects. */
  waitUntil(timeMs: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  waitUntil(timeMs: number, signal?: AbortSignal): Promise<void> {
    const delay = timeMs - Date.now();
    if (delay <= 0 || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(delay, 2 ** 31 - 1));
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}

/** A clock that moves only when told: for tests and replays. */
export class ManualClock implements Clock {
  #now: number;
  readonly #waiting = new Set<{ readonly timeMs: number; readonly resolve: () => void }>();

  constructor(startMs = 0) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** Whether anybody waits for this clock to be advanced. */
  get isWaitedFor(): boolean {
    return this.#waiting.size > 0;
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const waiter of [...this.#waiting]) if (waiter.timeMs <= this.#now) waiter.resolve();
  }

  waitUntil(timeMs: number, signal?: AbortSignal): Promise<void> {
    if (timeMs <= this.#now || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = {
        timeMs,
        resolve: () => {
          this.#waiting.delete(waiter);
          signal?.removeEventListener('abort', waiter.resolve);
          resolve();
        },
      };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', waiter.resolve, { once: true });
    });
  }
}
