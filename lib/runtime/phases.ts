import type { Clock } from '../util/clock.ts';

/** The phases of a micro-batch, in order. The same words name the functions, the log fields and the keys of `durationMs`. */
export const PHASES = [
  'latestOffset',
  'walCommit',
  'getBatch',
  'queryPlanning',
  'addBatch',
  'commitOffsets',
  'cleanup',
] as const;
export type Phase = (typeof PHASES)[number];

/** Called before and after each phase: for fault injection and tracing. What it throws fails the batch. */
export type PhaseHook = (phase: Phase, moment: 'before' | 'after', batchId: number) => void | Promise<void>;

/** Times the phases of one trigger. */
export class PhaseTimer {
  readonly #clock: Clock;
  readonly #hook: PhaseHook | undefined;
  readonly #durationMs: Record<string, number> = {};

  constructor(clock: Clock, hook: PhaseHook | undefined) {
    this.#clock = clock;
    this.#hook = hook;
  }

  get durationMs(): Readonly<Record<string, number>> {
    return this.#durationMs;
  }

  async run<T>(phase: Phase, batchId: number, work: () => Promise<T>): Promise<T> {
    await this.#hook?.(phase, 'before', batchId);
    const startMs = this.#clock.now();
    const result = await work();
    this.#durationMs[phase] = (this.#durationMs[phase] ?? 0) + (this.#clock.now() - startMs);
    await this.#hook?.(phase, 'after', batchId);
    return result;
  }
}
