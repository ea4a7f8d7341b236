import type { StepResult } from '../../lambda/step-handler.ts';
import type { Dice } from './dice.ts';
import type { Fleet } from './fleet.ts';
import type { Action } from './history.ts';
import type { Input } from './input.ts';
import type { World } from './world.ts';

/** What runs backfills is made of. */
interface BackfillsOptions {
  readonly world: World;
  readonly fleet: Fleet;
  readonly dice: Dice;
  /** Splits or merges shards of what is read. */
  readonly reshard: Input['reshard'];
}

/** As in the definition of the state machine. */
const ATTEMPTS = 5;
const MOST_STEPS = 200;
/** So often an execution hands over to its next part. */
const NEXT_PART = 0.1;

interface Execution {
  readonly name: string;
  part: number;
}

/** Executions of a query's state machine, one after another or at once: each steps until nothing is left of what there was as it began. */
export class Backfills implements Input {
  readonly #options: BackfillsOptions;
  /** Names of executions that have come to their end. */
  readonly #finished: string[] = [];
  #started = 0;
  #running: Execution | undefined;

  constructor(options: BackfillsOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#running === undefined;
  }

  /** A few steps of the execution at hand, or of a new one. */
  async deliver(): Promise<void> {
    this.#running ??= this.#start();
    const execution = this.#running;
    for (let i = this.#options.dice.between(1, 3); i > 0; i--)
      if ((await this.#step(execution)).done) {
        this.#running = undefined;
        return;
      }
  }

  async drain(): Promise<void> {
    const execution = this.#running;
    if (execution !== undefined) await this.#runToEnd(execution);
    this.#running = undefined;
  }

  /** A step that was thought lost comes after all, or somebody starts an execution's name again. */
  async replay(_how: Extract<Action, { kind: 'replay' }>['how']): Promise<void> {
    const names = [...this.#finished, ...(this.#running === undefined ? [] : [this.#running.name])];
    if (names.length > 0) await this.#invoke(this.#options.dice.pick(names));
  }

  /** A new execution, to its end; gives how many batches it took. */
  runAnother(): Promise<number> {
    return this.#runToEnd(this.#start());
  }

  /** What the executions do that are over, started again by their names. */
  async repeatAll(): Promise<readonly StepResult[]> {
    const results: StepResult[] = [];
    for (const name of this.#finished) results.push(await this.#invoke(name));
    return results;
  }

  reshard(how: 'merge' | 'split'): void {
    this.#options.reshard(how);
  }

  async holdBack(): Promise<void> {}
  release(): void {}

  #start(): Execution {
    return { name: `backfill-${++this.#started}`, part: 1 };
  }

  async #runToEnd(execution: Execution): Promise<number> {
    let batches = 0;
    for (let step = 0; step < MOST_STEPS; step++) {
      const { done, batchId } = await this.#step(execution);
      if (batchId !== null) batches += 1;
      if (done) return batches;
    }
    throw new Error(`${execution.name} is not done after ${MOST_STEPS} steps`);
  }

  async #step(execution: Execution): Promise<StepResult> {
    const { world, dice } = this.#options;
    if (dice.chance(NEXT_PART)) execution.part += 1;
    const name = execution.part === 1 ? execution.name : `${execution.name}-part-${execution.part}`;
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await this.#invoke(name);
        // A backfill of a stopped query ends without having come to its end.
        if (result.done && result.state === 'running') this.#finished.push(execution.name);
        return result;
      } catch (error) {
        if (attempt >= ATTEMPTS) throw error;
        world.clock.advance(dice.between(0, 1000 * 2 ** attempt));
      }
    }
  }

  async #invoke(backfill: string): Promise<StepResult> {
    return (await this.#options.fleet.invoke('step', { backfill })) as StepResult;
  }
}
