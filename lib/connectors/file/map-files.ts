import { inParallel } from '../in-parallel.ts';

/** File calls kept under way at once: enough to hide their latency, few enough for any system's limits. */
const AT_ONCE = 64;

/** Asks something of each of some files; answers in their order. */
export const mapFiles = <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
  inParallel(items, AT_ONCE, work);
