import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { AwsServices } from '../../connectors/aws/ports.ts';
import { randomNumbers } from '../crash/random-numbers.ts';
import { awsError } from './aws-error.ts';
import { throttlingError } from './throttling-error.ts';

/**
 * What may happen to a call.
 *
 * | fault | takes effect | the caller gets |
 * |---|---|---|
 * | `lostBefore` | no | a time-out |
 * | `lostAfter` | once | a time-out |
 * | `delayed` | once, some turns of the event loop late | the answer, some turns late |
 * | `repeated` | twice, one after the other, as when the SDK asks again after a lost answer | the second answer |
 * | `straggled` | twice, the second time some turns after the caller has gone on | the first answer |
 * | `throttled` | no | the service's own error |
 */
export type AwsFault = 'lostBefore' | 'lostAfter' | 'delayed' | 'repeated' | 'straggled' | 'throttled';

export interface FaultyServicesOptions {
  readonly seed: number;
  /** The part of all calls that each fault strikes; no call is struck by two. */
  readonly rates: Readonly<Partial<Record<AwsFault, number>>>;
  /**
   * Most turns of the event loop that a delayed or straggling call waits.
   * @default 20
   */
  readonly maxDelayTurns?: number;
  /**
   * Waits besides the turns, for instance on a clock; `part` is from 0 to 1.
   * @default - nothing
   */
  readonly pause?: (part: number) => Promise<void>;
  /** Which calls may be struck. @default - all */
  readonly isStruck?: (service: keyof AwsServices, operation: string, input: unknown) => boolean;
}

/** A fault that was injected. */
interface InjectedAwsFault {
  /** Counts the calls of this operation from 1. */
  readonly call: number;
  readonly service: keyof AwsServices;
  readonly operation: string;
  readonly fault: AwsFault;
}

/** Services over others that fail by a seed. */
interface FaultyServices {
  readonly services: AwsServices;
  /** What was injected so far, in order. */
  readonly log: readonly InjectedAwsFault[];
  /** From now on nothing fails. */
  calm(): void;
  /** Resolves once no straggling call is under way any more. */
  settled(): Promise<void>;
}

type Operation = (input: unknown) => Promise<unknown>;

const DEFAULT_DELAY_TURNS = 20;

/** The same services with faults; which calls are struck depends on the seed and on how many calls of each operation came before, on nothing else. */
export function faultyServices(services: AwsServices, options: FaultyServicesOptions): FaultyServices {
  const injector = new FaultInjector(options);
  const { log, stragglers } = injector;
  return {
    services: {
      dynamoDb: async () => injector.wrap('dynamoDb', await services.dynamoDb()),
      s3: async () => injector.wrap('s3', await services.s3()),
      kinesis: async () => injector.wrap('kinesis', await services.kinesis()),
    },
    log,
    calm: () => {
      injector.isCalm = true;
    },
    settled: async () => {
      while (stragglers.size > 0) await Promise.all(stragglers);
    },
  };
}

/** Random numbers and calls so far of one operation. */
interface OperationState {
  readonly random: Iterator<number, never>;
  calls: number;
}

class FaultInjector {
  readonly log: InjectedAwsFault[] = [];
  readonly stragglers = new Set<Promise<unknown>>();
  isCalm = false;
  readonly #options: FaultyServicesOptions;
  readonly #states = new Map<string, OperationState>();

  constructor(options: FaultyServicesOptions) {
    this.#options = options;
  }

  wrap<P extends object>(service: keyof AwsServices, port: P): P {
    const operations = Object.entries(port as Record<string, Operation>).map(([name, call]): [string, Operation] => [
      name,
      (input) => this.#call(service, name, call, input),
    ]);
    return Object.fromEntries(operations) as P;
  }

  #call(service: keyof AwsServices, operation: string, call: Operation, input: unknown): Promise<unknown> {
    const state = this.#state(`${service}.${operation}`);
    state.calls += 1;
    // Both are drawn for every call, so that what strikes one does not depend on which others could be struck.
    const [draw, part] = [state.random.next().value, state.random.next().value];
    const mayStrike = this.#options.isStruck?.(service, operation, input) ?? true;
    const fault = this.isCalm || !mayStrike ? undefined : this.#fault(draw);
    if (fault === undefined) return call(input);
    this.log.push({ call: state.calls, service, operation, fault });
    return this.#strike(fault, part, { service, operation, call, input });
  }

  #state(operation: string): OperationState {
    const known = this.#states.get(operation);
    if (known !== undefined) return known;
    const seed = [...operation].reduce((hash, c) => Math.imul(hash ^ c.charCodeAt(0), 0x01000193), this.#options.seed);
    const state = { random: randomNumbers(seed), calls: 0 };
    this.#states.set(operation, state);
    return state;
  }

  #fault(draw: number): AwsFault | undefined {
    let below = 0;
    for (const [fault, rate] of Object.entries(this.#options.rates)) {
      below += rate;
      if (draw < below) return fault as AwsFault;
    }
    return undefined;
  }

  async #strike(fault: AwsFault, part: number, struck: StruckCall): Promise<unknown> {
    const { service, operation, call, input } = struck;
    switch (fault) {
      case 'throttled':
        throw throttlingError(service, input, part);
      case 'lostBefore':
        throw timeout(operation);
      case 'lostAfter':
        // An error of the service is lost like any other answer.
        await call(input).then(discard, () => undefined);
        throw timeout(operation);
      case 'delayed': {
        const isAfter = part < 0.5;
        if (!isAfter) await this.#wait(part);
        try {
          return await call(input);
        } finally {
          if (isAfter) await this.#wait(part);
        }
      }
      case 'repeated':
        await call(input).then(discard, () => undefined);
        return call(input);
      case 'straggled': {
        const straggler = this.#wait(part).then(() => call(input).then(discard, () => undefined));
        this.stragglers.add(straggler);
        void straggler.finally(() => this.stragglers.delete(straggler));
        return call(input);
      }
    }
  }

  async #wait(part: number): Promise<void> {
    const turns = 1 + Math.floor(part * (this.#options.maxDelayTurns ?? DEFAULT_DELAY_TURNS));
    for (let i = 0; i < turns; i++) await turn();
    await this.#options.pause?.(part);
  }
}

interface StruckCall {
  readonly service: keyof AwsServices;
  readonly operation: string;
  readonly call: Operation;
  readonly input: unknown;
}

const timeout = (operation: string): Error =>
  awsError('TimeoutError', 500, `Connection timed out: the answer to ${operation} was lost`, { code: 'ETIMEDOUT' });

/** An answer that nobody reads must not keep its connection. */
function discard(output: unknown): void {
  const { Body: body } = (output ?? {}) as { readonly Body?: unknown };
  if (body instanceof Readable) body.destroy();
}
