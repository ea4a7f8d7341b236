import { setImmediate as turn } from 'node:timers/promises';

type Operation = (input: unknown) => Promise<unknown>;

/** The same operations, each taking a turn of the event loop before and after its effect, so that rivals interleave as they do over a network. */
export function takingTurns<P extends object>(port: P): P {
  const operations = Object.entries(port as Record<string, Operation>).map(([name, call]): [string, Operation] => [
    name,
    async (input) => {
      await turn();
      try {
        return await call(input);
      } finally {
        await turn();
      }
    },
  ]);
  return Object.fromEntries(operations) as P;
}
