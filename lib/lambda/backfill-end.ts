import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { Clock } from '../util/clock.ts';

/** Backfills that are remembered: names are used once, so older ones are over. */
const KEPT = 50;

/** When a backfill began, which is where its sources end, whichever process asks: the first one to ask decides. One request where it is the newest backfill. */
export async function backfillEnd(store: CheckpointStore, clock: Clock, name: string): Promise<number> {
  const log = store.sideLog('backfills');
  for (;;) {
    const ids = await log.list();
    for (const id of ids.toReversed()) {
      const entry = (await log.read(id)) as Entry | undefined;
      if (entry?.name === name) return entry.asOfMs;
    }
    const asOfMs = clock.now();
    if (!(await log.add((ids.at(-1) ?? -1) + 1, { name, asOfMs }))) continue;
    if (ids.length >= KEPT) await log.remove(ids.slice(0, 1 - KEPT));
    return asOfMs;
  }
}

type Entry = { readonly name: string; readonly asOfMs: number };
