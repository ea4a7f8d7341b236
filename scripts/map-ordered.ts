/** Works on up to `parallelism` items at a time and yields the results in the order of the items. */
export async function* mapOrdered<T, R>(
  items: readonly T[],
  parallelism: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  for (const item of items) {
    const result = work(item);
    // Observed here so that a failure counts as handled; it is raised where the result is awaited.
    result.catch(() => undefined);
    running.push(result);
    if (running.length >= parallelism) yield* next(running);
  }
  while (running.length > 0) yield* next(running);
}

async function* next<R>(running: Promise<R>[]): AsyncGenerator<R> {
  const first = running.shift();
  if (first !== undefined) yield await first;
}
