import type { Dice } from './dice.ts';

const MOST_LINES = 6;

/** Makes files of lines below a folder; their names are in another order than they come in. */
export class LineFiles {
  readonly #folder: string;
  readonly #dice: Dice;
  #made = 0;

  constructor(folder: string, dice: Dice) {
    this.#folder = folder;
    this.#dice = dice;
  }

  /** The lines, a few to a file. */
  next(lines: readonly string[]): { readonly key: string; readonly text: string }[] {
    const dice = this.#dice;
    const perFile = dice.between(1, MOST_LINES);
    return Array.from({ length: Math.ceil(lines.length / perFile) }, (_, i) => {
      const place = String(dice.between(0, 99)).padStart(2, '0');
      const text = lines.slice(i * perFile, (i + 1) * perFile).join('\n');
      return { key: `${this.#folder}/${place}-${this.#made++}.json`, text };
    });
  }
}
