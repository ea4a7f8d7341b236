import type { ArrivedRows, ContinuousReader } from '../contracts/source.ts';

/** What a reader gives, taken one at a time; the next is asked for while the last is worked on. */
export class Arrivals {
  readonly #reader: ContinuousReader;
  readonly #signal: AbortSignal;
  #isAsked = false;
  #arrived: ArrivedRows | undefined;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  /** Asks no more once `signal` aborts. */
  constructor(reader: ContinuousReader, signal: AbortSignal) {
    this.#reader = reader;
    this.#signal = signal;
  }

  /** The next rows, waiting for them as long as `isOver` does not hold; `look` makes it be asked again. */
  async take(isOver: () => boolean): Promise<ArrivedRows | undefined> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#ask();
      const arrived = this.#arrived;
      if (arrived !== undefined) {
        this.#arrived = undefined;
        this.#ask();
        return arrived;
      }
      if (isOver()) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  look(): void {
    this.#wake();
  }

  #ask(): void {
    if (this.#isAsked || this.#arrived !== undefined || this.#signal.aborted) return;
    this.#isAsked = true;
    this.#reader.next(this.#signal).then(
      (arrived) => this.#settle(() => (this.#arrived = arrived)),
      (error: unknown) => this.#settle(() => (this.#failure = { error })),
    );
  }

  #settle(keep: () => void): void {
    this.#isAsked = false;
    keep();
    this.#wake();
  }
}
