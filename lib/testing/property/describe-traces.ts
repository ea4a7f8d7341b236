import { after, before, describe } from 'node:test';
import { TraceRunner } from './trace-runner.ts';

/** A suite whose tests, one at a time, run traces on sessions that they share. */
export function describeTraces(name: string, register: (run: TraceRunner['run']) => void): void {
  describe(name, { concurrency: false }, () => {
    let runner: TraceRunner;
    before(async () => {
      runner = await TraceRunner.open();
    });
    after(() => runner.close());
    register((query, trace) => runner.run(query, trace));
  });
}
