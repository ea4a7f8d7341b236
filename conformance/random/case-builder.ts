import type { Dice } from '../../lib/testing/campaign/dice.ts';
import type { OracleCase, OracleView } from '../../lib/testing/oracle/index.ts';
import { type Column, nameText, type Stream } from './stream.ts';

type Sources = OracleCase['sources'];
type Statics = NonNullable<OracleCase['static']>;

/** Gathers the parts of a case; each view that is added can be the next one's input. */
export class CaseBuilder {
  readonly dice: Dice;
  readonly sources: Record<string, Sources[string]> = {};
  readonly statics: Record<string, Statics[string]> = {};
  readonly views: OracleView[] = [];
  readonly conf: Record<string, string> = {};
  /** The type of the key column `k` in every source and table of the case. */
  readonly keyType: 'STRING' | 'INT';
  /** Whether keys may be null, and lines malformed. */
  nulls = true;
  /** Whether an aggregate stands in the query; modes follow from it. */
  aggregated = false;
  /** Whether groups of an aggregate never end, so that append mode refuses it. */
  unbounded = false;
  /** Whether there are session windows, joins of two streams, outer ones among them. */
  sessions = false;
  joined = false;
  outer = false;

  constructor(dice: Dice) {
    this.dice = dice;
    this.keyType = dice.chance(0.75) ? 'STRING' : 'INT';
  }

  /** Adds a view of SQL text over some columns. */
  sql(sql: string, made: Omit<Stream, 'view'>): Stream {
    const view = this.#nextView();
    this.views.push({ view, sql });
    return { ...made, view };
  }

  /** Adds a view made by operations of the DataFrame API. */
  frame(from: Stream, operations: object, made: Partial<Stream> = {}): Stream {
    const view = this.#nextView();
    this.views.push({ view, from: from.view, ...operations } as OracleView);
    return { ...from, ...made, view };
  }

  /** A name that none of the columns has. */
  fresh(columns: readonly Column[], wanted: string): string {
    const taken = new Set(columns.map(({ name }) => name));
    let name = wanted;
    for (let i = 2; taken.has(name); i += 1) name = `${wanted}${i}`;
    return name;
  }

  #nextView(): string {
    return nameText('v', this.views.length + 1);
  }
}
