import type { AwsServices } from '../../connectors/aws/ports.ts';
import type { Phase, PhaseHook } from '../../runtime/phases.ts';

/** Where a process is killed. */
export type KillSite =
  | { readonly phase: Phase; readonly moment: 'before' | 'after' }
  /** At its n-th call of AWS from now on; `after`: the call takes effect, and nobody reads the answer. */
  | { readonly call: number; readonly moment: 'before' | 'after' };

class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * The life of one process: once it is killed none of its calls takes effect any more, whatever its code catches, and nobody waits for it.
 */
export class ProcessLife {
  readonly services: AwsServices;
  readonly phaseHook: PhaseHook;
  /** Rejects when the process is killed. */
  readonly death: Promise<never>;
  readonly #die: (error: Error) => void;
  #site: KillSite | undefined;
  #calls = 0;
  #isDead = false;

  constructor(services: AwsServices) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    this.death = promise;
    this.#die = reject;
    this.services = {
      dynamoDb: async () => this.#mortal(await services.dynamoDb()),
      s3: async () => this.#mortal(await services.s3()),
      kinesis: async () => this.#mortal(await services.kinesis()),
    };
    this.phaseHook = (phase, moment) => {
      this.#check();
      const site = this.#site;
      if (site !== undefined && 'phase' in site && site.phase === phase && site.moment === moment) this.kill();
      this.#check();
    };
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Chooses where it dies; undefined: it goes on living. */
  killAt(site: KillSite | undefined): void {
    this.#site = site;
    this.#calls = 0;
  }

  kill(): void {
    this.#isDead = true;
    this.#die(new Killed('The process was killed.'));
  }

  #check(): void {
    if (this.#isDead) throw new Killed('The process is dead.');
  }

  #mortal<P extends object>(port: P): P {
    type Operation = (input: unknown) => Promise<unknown>;
    const operations = Object.entries(port as Record<string, Operation>).map(([name, call]): [string, Operation] => [
      name,
      async (input) => {
        this.#check();
        const site = this.#site;
        this.#calls += 1;
        const isHere = site !== undefined && 'call' in site && site.call === this.#calls;
        if (isHere && site.moment === 'before') this.kill();
        this.#check();
        const answer = await call(input);
        if (isHere) this.kill();
        this.#check();
        return answer;
      },
    ]);
    return Object.fromEntries(operations) as P;
  }
}
