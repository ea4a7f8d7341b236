import { randomUUID } from 'node:crypto';
import type { StreamingQueryProgress, StreamingQueryStatus } from '../contracts/progress.ts';
import type { QueryHooks, RunningQuery } from '../contracts/session-backend.ts';
import { MillraceError } from '../errors/index.ts';
import type { Clock } from '../util/clock.ts';
import type { MicroBatchExecution } from './micro-batch-execution.ts';
import { StreamingQueryException } from './streaming-query-exception.ts';
import { nextTriggerMs, type Trigger } from './trigger.ts';

export interface RunningStreamProps {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  readonly execution: MicroBatchExecution;
  readonly trigger: Trigger;
  /** Whether every source can fix its end: otherwise availableNow runs one batch over everything, as in Spark. */
  readonly availableNowLimited: boolean;
  readonly clock: Clock;
  readonly hooks: QueryHooks;
  readonly numRecentProgress: number;
  readonly idleEventIntervalMs: number;
  readonly explain: (extended: boolean) => string;
  /** Frees sources, sink, checkpoint and executor. */
  readonly close: () => Promise<void>;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A run id. */
export const newRunId = (): string => randomUUID();

/** The loop of one run: triggers batches until it is stopped, fails, or (once, availableNow) has come to its end. */
export class RunningStream implements RunningQuery {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  readonly terminated: Promise<void>;
  readonly #props: RunningStreamProps;
  readonly #stopping = new AbortController();
  readonly #recent: StreamingQueryProgress[] = [];
  #message = 'Initializing sources';
  #isDataAvailable = false;
  #isTriggerActive = false;
  #active = true;
  #failure: MillraceError | undefined;
  /** Calls of processAllAvailable since the trigger at hand began, and those before: only the latter are settled by it. */
  #arriving: Waiter[] = [];
  #waiting: Waiter[] = [];
  #lastEventMs = 0;
  /** Aborted to look for data before the pause between two looks is over. */
  #pause = new AbortController();

  constructor(props: RunningStreamProps) {
    this.id = props.id;
    this.runId = props.runId;
    this.name = props.name;
    this.#props = props;
    this.terminated = this.#run();
  }

  isActive(): boolean {
    return this.#active;
  }

  status(): StreamingQueryStatus {
    return { message: this.#message, isDataAvailable: this.#isDataAvailable, isTriggerActive: this.#isTriggerActive };
  }

  recentProgress(): readonly StreamingQueryProgress[] {
    return [...this.#recent];
  }

  exception(): MillraceError | undefined {
    return this.#failure;
  }

  explain(extended: boolean): string {
    return this.#props.explain(extended);
  }

  /** Called by the execution as it goes through its phases. */
  setMessage(message: string): void {
    this.#message = message;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.terminated;
  }

  processAllAvailable(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (!this.#active) return Promise.resolve();
    this.#pause.abort();
    return new Promise((resolve, reject) => this.#arriving.push({ resolve, reject }));
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    try {
      this.#lastEventMs = this.#props.clock.now();
      await this.#props.execution.initialize();
      await this.#loop();
      this.#message = 'Stopped';
    } catch (error) {
      this.#fail(error);
    }
    await this.#end();
  }

  async #loop(): Promise<void> {
    const { clock, trigger, execution, availableNowLimited } = this.#props;
    if (trigger.kind === 'once') {
      await this.#trigger(true);
      return;
    }
    const all = trigger.kind === 'availableNow' && !availableNowLimited;
    while (!this.#stopping.signal.aborted) {
      const startedMs = clock.now();
      const hadPending = execution.hasPendingBatch;
      const ran = await this.#trigger(all);
      if (trigger.kind === 'availableNow' && !ran && !hadPending) return;
      if (this.#stopping.signal.aborted) return;
      if (!ran) this.#message = 'Waiting for data to arrive';
      await this.#waitForTrigger(startedMs, ran);
    }
  }

  /** Waits until the next trigger is due. The default trigger's pause before it looks for data again ends early if somebody waits for that look. */
  async #waitForTrigger(startedMs: number, ran: boolean): Promise<void> {
    const { clock, trigger } = this.#props;
    const isPause = trigger.kind === 'processingTime' && trigger.intervalMs === 0 && !ran;
    if (isPause && this.#arriving.length > 0) return;
    this.#pause = new AbortController();
    const stopping = this.#stopping.signal;
    const signal = isPause ? AbortSignal.any([stopping, this.#pause.signal]) : stopping;
    await clock.waitUntil(nextTriggerMs(trigger, startedMs, clock.now(), ran), signal);
  }

  /** Runs one trigger; true if there was a batch. */
  async #trigger(all: boolean): Promise<boolean> {
    const { execution, clock } = this.#props;
    this.#waiting.push(...this.#arriving.splice(0));
    this.#isTriggerActive = true;
    const { progress } = await execution.trigger(all ? 'all' : 'limited');
    this.#isTriggerActive = false;
    this.#isDataAvailable = progress !== undefined;
    if (progress === undefined) {
      for (const waiter of this.#waiting.splice(0)) waiter.resolve();
      this.#reportIdle();
      return false;
    }
    this.#lastEventMs = clock.now();
    this.#recent.push(progress);
    if (this.#recent.length > this.#props.numRecentProgress) this.#recent.shift();
    this.#props.hooks.onProgress({ progress });
    return true;
  }

  #reportIdle(): void {
    const now = this.#props.clock.now();
    if (now - this.#lastEventMs < this.#props.idleEventIntervalMs) return;
    this.#lastEventMs = now;
    this.#props.hooks.onIdle({ id: this.id, runId: this.runId, timestamp: new Date(now).toISOString() });
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const attempt = this.#props.execution.attempt;
    const params = { id: this.id, runId: this.runId, message };
    this.#failure = new StreamingQueryException(params, error, attempt?.start ?? null, attempt?.end ?? null);
    this.#message = `Terminated with exception: ${message}`;
  }

  async #end(): Promise<void> {
    try {
      await this.#props.close();
    } catch (error) {
      if (this.#failure === undefined) this.#fail(error);
    }
    this.#active = false;
    this.#isTriggerActive = false;
    this.#isDataAvailable = false;
    for (const waiter of [...this.#waiting.splice(0), ...this.#arriving.splice(0)]) {
      if (this.#failure === undefined) waiter.resolve();
      else waiter.reject(this.#failure);
    }
    const cause = this.#failure?.cause;
    this.#props.hooks.onTerminated({
      id: this.id,
      runId: this.runId,
      exception: this.#failure?.message ?? null,
      errorClassOnException: cause instanceof MillraceError ? cause.condition : null,
    });
  }
}
