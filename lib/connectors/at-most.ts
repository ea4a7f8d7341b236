/** Runs work with no more than `limit` of it under way at a time; the rest waits in order. */
export function atMost(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody who comes later takes it.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
