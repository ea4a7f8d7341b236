import type { DataFrame } from '../../index.ts';
import type { SchemaOf } from '../../types/infer.ts';
import type { Dice } from './dice.ts';
import type { World } from './world.ts';

/** A row of the input. */
export interface Click {
  readonly id: number;
  readonly user: string;
  readonly timeMs: number;
  readonly value: number;
}

/** Columns of clicks, as a schema. */
export const CLICK_SCHEMA = 'id INT, user STRING, t TIMESTAMP, value INT';
/** Clicks in a query. */
export type ClickFrame = DataFrame<SchemaOf<typeof CLICK_SCHEMA>>;
/** Rows come at most so much later than they say; less than the watermark's delay. */
const MOST_LATE_MS = 9_000;
/** Records that are no clicks. */
const MALFORMED = ['{"id":', 'no json at all', '{"id":1,"user":"a","t":"2024-01-01","value":"x"}', '[1'] as const;

/** The text of a click. */
const clickText = ({ id, user, timeMs, value }: Click): string =>
  JSON.stringify({ id, user, t: new Date(timeMs).toISOString(), value });

/** Makes clicks, each with an id of its own, and now and then a record that is none. */
export class Clicks {
  /** All that were made. */
  readonly rows: Click[] = [];
  /** Texts that are no clicks. */
  readonly bad: string[] = [];
  readonly #dice: Dice;
  readonly #world: World;

  constructor(world: World, dice: Dice) {
    this.#world = world;
    this.#dice = dice;
  }

  /** New texts; `badShare` of them are malformed. */
  next(count: number, badShare = 0): { readonly key: string; readonly data: string }[] {
    const dice = this.#dice;
    return Array.from({ length: count }, () => {
      const user = `user${dice.between(0, 7)}`;
      if (dice.chance(badShare)) {
        const data = dice.pick(MALFORMED);
        this.bad.push(data);
        return { key: user, data };
      }
      const timeMs = this.#world.clock.now() - dice.between(0, MOST_LATE_MS);
      const click = { id: this.rows.length, user, timeMs, value: dice.between(-5, 100) };
      this.rows.push(click);
      return { key: user, data: clickText(click) };
    });
  }

  /** A click that comes after all others, for every window to end; it is none of the rows. */
  last(afterMs: number): string {
    return clickText({ id: -1, user: 'end', timeMs: this.#world.clock.now() + afterMs, value: 0 });
  }
}
