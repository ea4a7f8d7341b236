import { randomNumbers } from '../crash/random-numbers.ts';
import type { S3EventRecord } from './s3-event.ts';

/** How far the queue departs from telling each event once, at once and in order. */
interface S3EventQueueOptions {
  readonly seed: number;
  /**
   * Part of the events that are delivered a second time, at any later time.
   * @default 0.1
   */
  readonly duplicated?: number;
  /**
   * Part of the events that a receive leaves for a later one.
   * @default 0.3
   */
  readonly late?: number;
}

interface Waiting {
  readonly record: S3EventRecord;
  /** How often it may still be left for later: delivery is late, never lost. */
  readonly patience: number;
  readonly isRepeat: boolean;
}

const PATIENCE = 3;

/** A queue between S3 and whoever reads its events, as bad as SQS may be: late, twice, out of order, but never without an event in the end. */
export class S3EventQueue {
  readonly #random: Iterator<number, never>;
  readonly #duplicated: number;
  readonly #late: number;
  #waiting: Waiting[] = [];

  constructor({ seed, duplicated = 0.1, late = 0.3 }: S3EventQueueOptions) {
    this.#random = randomNumbers(seed);
    this.#duplicated = duplicated;
    this.#late = late;
  }

  /** Takes an event in: the listener for `MemoryS3.onCreated`. */
  readonly send = (record: S3EventRecord): void => {
    this.#waiting.push({ record, patience: PATIENCE, isRepeat: false });
  };

  /** Whether every event has been delivered as often as it is going to be. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Up to `max` events in any order; none does not mean that none will come. */
  receive(max = 10): S3EventRecord[] {
    const received: S3EventRecord[] = [];
    const left: Waiting[] = [];
    for (const waiting of this.#shuffled()) {
      if (received.length === max) left.push(waiting);
      else if (waiting.patience > 0 && this.#chance(this.#late))
        left.push({ ...waiting, patience: waiting.patience - 1 });
      else {
        received.push(waiting.record);
        if (!waiting.isRepeat && this.#chance(this.#duplicated))
          left.push({ ...waiting, patience: PATIENCE, isRepeat: true });
      }
    }
    this.#waiting = left;
    return received;
  }

  #shuffled(): Waiting[] {
    const from = [...this.#waiting];
    return this.#waiting.flatMap(() => from.splice(Math.floor(this.#random.next().value * from.length), 1));
  }

  #chance(part: number): boolean {
    return this.#random.next().value < part;
  }
}
