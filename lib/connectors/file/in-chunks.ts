/** File calls kept under way at once: enough to hide their latency, few enough for any system's limits. */
const AT_ONCE = 64;

/** Does asynchronous work on each item, a chunk at a time; results in the order of the items. */
export async function inChunks<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  }
  return results;
}
