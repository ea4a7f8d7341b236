import type { AwsFault } from '../aws/faulty-services.ts';
import { Dice } from './dice.ts';

/** What happens next in a history. What a pipeline has no use for, it leaves out. */
export type Action =
  /** New rows in the input. */
  | { readonly kind: 'put'; readonly rows: number }
  /** Events are handed over. `together`: at once with a tick and with events that come again, in processes of their own. */
  | { readonly kind: 'deliver'; readonly together: boolean }
  | { readonly kind: 'tick' }
  /** An old event comes again, as it was, with its records in another order, or in part. */
  | { readonly kind: 'replay'; readonly how: 'reordered' | 'same' | 'tail' }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'reshard'; readonly how: 'merge' | 'split' }
  /** From now on no event of one shard is handed over; what it has to say comes hours later. */
  | { readonly kind: 'holdBack' }
  | { readonly kind: 'release' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'start' }
  /** Every process ends between two invocations, as at a deployment. */
  | { readonly kind: 'coldStarts' };

/** All that one history is made of; the seed says everything. */
export interface History {
  readonly seed: number;
  /** Part of the calls that each fault strikes. */
  readonly rates: Readonly<Partial<Record<AwsFault, number>>>;
  /** Part of the invocations that are killed. */
  readonly kills: number;
  /** Part of the invocations that begin with a cold start though a warm process is there. */
  readonly coldStarts: number;
  /** Part of the events that come again though they were done. */
  readonly redelivery: number;
  readonly shards: number;
  readonly batchSize: number;
  /** Most records or files of a batch. */
  readonly batchLimit: number;
  /** `spark.millrace.watermarkIdleTimeout`. */
  readonly idleTimeout: string;
  readonly actions: readonly Action[];
}

const HOUR_MS = 3_600_000;

/** What can be chosen of a history. */
interface HistoryShape {
  /** @default true */
  readonly reshards?: boolean;
  /** Rounds of a history: at least and at most. @default [3, 6] */
  readonly rounds?: readonly [number, number];
}

/** The history of a seed. */
export function historyOf(seed: number, shape: HistoryShape = {}): History {
  const dice = new Dice(seed);
  const [least, most] = shape.rounds ?? [3, 6];
  const level = dice.pick([0, 0.02, 0.05]);
  const rate = (): number => level * dice.part();
  return {
    seed,
    rates: {
      lostBefore: rate(),
      lostAfter: rate(),
      delayed: rate() * 2,
      repeated: rate() * 2,
      straggled: rate() * 2,
      throttled: rate(),
    },
    kills: dice.pick([0, 0.15, 0.3]),
    coldStarts: dice.pick([0, 0.1, 0.3]),
    redelivery: dice.pick([0, 0.1, 0.3]),
    shards: dice.between(1, 3),
    batchSize: dice.between(2, 12),
    batchLimit: dice.between(3, 20),
    idleTimeout: dice.pick(['0s', '0s', '60s']),
    actions: actionsOf(dice, dice.between(least, most), shape.reshards ?? true),
  };
}

function actionsOf(dice: Dice, rounds: number, reshards: boolean): Action[] {
  const actions: Action[] = [];
  const backlog = dice.chance(0.4) ? dice.between(0, rounds - 1) : undefined;
  let [isHeld, isStopped] = [false, false];
  for (let round = 0; round < rounds; round++) {
    const isBacklog = isHeld;
    actions.push({ kind: 'put', rows: dice.between(1, 12) });
    if (round === backlog) {
      actions.push({ kind: 'holdBack' });
      isHeld = true;
    }
    actions.push({ kind: 'advance', ms: isBacklog ? dice.between(1, 3) * HOUR_MS : dice.between(0, 20_000) });
    if (reshards && dice.chance(0.3)) {
      actions.push({ kind: 'reshard', how: dice.pick(['split', 'merge']) });
      actions.push({ kind: 'put', rows: dice.between(1, 6) });
    }
    if (dice.chance(0.1)) actions.push({ kind: 'coldStarts' });
    if (isStopped || dice.chance(0.1)) {
      actions.push({ kind: isStopped ? 'start' : 'stop' });
      isStopped = !isStopped;
    }
    actions.push({ kind: 'deliver', together: dice.chance(0.4) });
    if (dice.chance(0.3)) actions.push({ kind: 'replay', how: dice.pick(['same', 'reordered', 'tail']) });
    // A tick reads whatever is there, and so ends a backlog.
    if (dice.chance(isHeld ? 0.1 : 0.4)) actions.push({ kind: 'tick' });
    if (isHeld && round > (backlog ?? 0) && dice.chance(0.5)) {
      actions.push({ kind: 'release' });
      isHeld = false;
    }
  }
  return actions;
}
