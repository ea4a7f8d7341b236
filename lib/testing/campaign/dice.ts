import { randomNumbers } from '../crash/random-numbers.ts';

/** Choices that a seed makes. */
export class Dice {
  readonly #random: Iterator<number, never>;

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
  }

  /** From 0 to 1, 1 excluded. */
  part(): number {
    return this.#random.next().value;
  }

  chance(part: number): boolean {
    return this.part() < part;
  }

  /** A whole number, both ends included. */
  between(from: number, through: number): number {
    return from + Math.floor(this.part() * (through - from + 1));
  }

  pick<T>(choice: readonly [T, ...T[]] | readonly T[]): T {
    if (choice.length === 0) throw new RangeError('there is nothing to choose from');
    return choice[this.between(0, choice.length - 1)] as T;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    return items.flatMap(() => left.splice(this.between(0, left.length - 1), 1));
  }

  /** Dice of their own, so that what one part of a history throws does not change what another part gets. */
  fork(): Dice {
    return new Dice(this.between(1, 2 ** 31));
  }
}
