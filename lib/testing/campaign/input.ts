import type { Action } from './history.ts';

/** An input of a query, with Lambda's polling of it. */
export interface Input {
  /** Hands over what is due, once or a few times. */
  deliver(): Promise<void>;
  /** Hands over an event that was handed over before. */
  replay(how: Extract<Action, { kind: 'replay' }>['how']): Promise<void>;
  reshard(how: 'merge' | 'split'): void;
  holdBack(): Promise<void>;
  release(): void;
  /** Whether nothing is under way that will come again by and by. */
  readonly isEmpty: boolean;
  /** Hands over until nothing is left. */
  drain(): Promise<void>;
}
