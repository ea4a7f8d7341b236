import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { StreamingQueryProgress, StreamingQueryStatus } from '../contracts/progress.ts';
import type { QueryHooks, RunningQuery } from '../contracts/session-backend.ts';
import { MillraceError } from '../errors/index.ts';
import type { Clock } from '../util/clock.ts';
import type { RunControl } from './run-control.ts';
import type { StreamExecution } from './stream-execution.ts';
import { StreamingQueryException } from './streaming-query-exception.ts';
import { nextTriggerMs, type Trigger } from './trigger.ts';

export interface RunningStreamProps {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  readonly execution: StreamExecution;
  readonly trigger: Trigger;
  readonly clock: Clock;
  readonly hooks: QueryHooks;
  readonly numRecentProgress: number;
  readonly idleEventIntervalMs: number;
  readonly pollingDelayMs: number;
  readonly explain: (extended: boolean) => string;
  /** Undefined: nobody else can reach the checkpoint. */
  readonly control: RunControl | undefined;
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
  /** True in whatever the run itself does, its callbacks too. */
  readonly #ownWork = new AsyncLocalStorage<true>();
  readonly #recent: StreamingQueryProgress[] = [];
  #status: StreamingQueryStatus = { message: 'Initializing sources', isDataAvailable: false, isTriggerActive: false };
  #active = true;
  #failure: MillraceError | undefined;
  /** Calls of processAllAvailable since the trigger at hand began, and those before: only the latter are settled by it. */
  #arriving: Waiter[] = [];
  #waiting: Waiter[] = [];
  /** When a batch or an idle event was last reported. */
  #lastEventMs = Number.NEGATIVE_INFINITY;
  /** Ends the wait for the next trigger. */
  #wake = new AbortController();
  /** The wait is but the default trigger's pause between two looks for data. */
  #isPausing = false;

  constructor(props: RunningStreamProps) {
    this.id = props.id;
    this.runId = props.runId;
    this.name = props.name;
    this.#props = props;
    this.terminated = this.#ownWork.run(true, () => this.#run());
  }

  isActive(): boolean {
    return this.#active;
  }

  status(): StreamingQueryStatus {
    return this.#status;
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
  setStatus(status: Partial<StreamingQueryStatus>): void {
    this.#status = { ...this.#status, ...status };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake.abort();
    this.#props.execution.interrupt();
    // The batch that asks for it, as foreachBatch may, ends before the run does.
    if (this.#ownWork.getStore() !== true) await this.terminated;
  }

  processAllAvailable(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (!this.#active) return Promise.resolve();
    if (this.#isPausing) this.#wake.abort();
    return new Promise((resolve, reject) => {
      this.#arriving.push({ resolve, reject });
      this.#props.execution.catchUp?.().then(resolve, reject);
    });
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    try {
      await this.#props.execution.initialize();
      const reason = await this.#loop();
      this.setStatus({ message: reason === undefined ? 'Stopped' : `Stopped on request: ${reason}` });
    } catch (error) {
      if (this.#isInterruption(error)) this.setStatus({ message: 'Stopped' });
      else this.#fail(error);
    }
    await this.#end();
  }

  #isInterruption(error: unknown): boolean {
    const isInterrupted = error instanceof MillraceError && error.condition === 'WAIT_INTERRUPTED';
    return isInterrupted && this.#stopping.signal.aborted;
  }

  /** Gives the reason where somebody has stopped the query through its checkpoint. */
  async #loop(): Promise<string | undefined> {
    const { clock, trigger, control } = this.#props;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const startedMs = clock.now();
      const reason = await control?.stopReason();
      if (reason !== undefined) return reason;
      const hasRun = await this.#trigger();
      if (signal.aborted || trigger.kind === 'once' || (trigger.kind === 'availableNow' && !hasRun)) return undefined;
      await this.#waitForTrigger(startedMs, hasRun);
    }
    return undefined;
  }

  /** Waits until the next trigger is due. The default trigger's pause before it looks for data again ends early if somebody waits for that look. */
  async #waitForTrigger(startedMs: number, hasRun: boolean): Promise<void> {
    const { clock, trigger, pollingDelayMs } = this.#props;
    const hasInterval = trigger.kind === 'processingTime' && trigger.intervalMs > 0;
    if (hasInterval) this.setStatus({ message: 'Waiting for next trigger' });
    if (!hasInterval && this.#arriving.length > 0) return;
    this.#isPausing = !hasInterval;
    this.#wake = new AbortController();
    await clock.waitUntil(
      nextTriggerMs(trigger, { startedMs, nowMs: clock.now(), hasRun, pollingDelayMs }),
      this.#wake.signal,
    );
    this.#isPausing = false;
  }

  /** Runs one trigger; true if there was a batch. */
  async #trigger(): Promise<boolean> {
    const { execution, clock, hooks, trigger } = this.#props;
    this.#waiting.push(...this.#arriving.splice(0));
    this.setStatus({ isTriggerActive: true });
    const { hasRun, progress } = await execution.trigger(trigger.kind === 'once' ? 'all' : 'limited');
    this.setStatus({ isTriggerActive: false });
    if (hasRun) {
      this.#lastEventMs = clock.now();
      this.#keep(progress);
      hooks.onProgress({ progress });
      await this.#props.control?.keepProgress(progress);
    } else {
      this.#reportIdle(progress);
      if (execution.catchUp === undefined) for (const waiter of this.#waiting.splice(0)) waiter.resolve();
    }
    return hasRun;
  }

  #reportIdle(progress: StreamingQueryProgress): void {
    const now = this.#props.clock.now();
    if (now - this.#lastEventMs < this.#props.idleEventIntervalMs) return;
    this.#lastEventMs = now;
    this.#keep(progress);
    this.#props.hooks.onIdle({ id: this.id, runId: this.runId, timestamp: progress.timestamp });
  }

  #keep(progress: StreamingQueryProgress): void {
    this.#recent.push(progress);
    if (this.#recent.length > this.#props.numRecentProgress) this.#recent.shift();
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const attempt = this.#props.execution.attempt;
    const params = { id: this.id, runId: this.runId, message };
    this.#failure = new StreamingQueryException(params, error, attempt);
    this.setStatus({ message: `Terminated with exception: ${message}` });
  }

  async #end(): Promise<void> {
    try {
      await this.#props.control?.flush();
      await this.#props.close();
    } catch (error) {
      if (this.#failure === undefined) this.#fail(error);
    }
    this.#active = false;
    this.setStatus({ isTriggerActive: false, isDataAvailable: false });
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
