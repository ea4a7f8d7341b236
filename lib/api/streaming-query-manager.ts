import type { QueryHooks, SessionBackend, StreamRequest } from '../contracts/session-backend.ts';
import { type MillraceError, QueryStartError } from '../errors/index.ts';
import { endsWithin } from './ends-within.ts';
import type { RuntimeConf } from './runtime-conf.ts';
import { StreamingQuery } from './streaming-query.ts';
import { ListenerBus, type StreamingQueryListener } from './streaming-query-listener.ts';

/** The first query that ended since the last reset, as a thing to wait for. */
interface Termination {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  failure: MillraceError | null;
}

/** The queries of a session. Of two active queries neither shares its name, nor its checkpoint. */
export class StreamingQueryManager {
  readonly #backend: Pick<SessionBackend, 'clock' | 'startQuery'>;
  readonly #conf: RuntimeConf;
  readonly #listeners = new ListenerBus();
  readonly #queries = new Map<string, StreamingQuery>();
  readonly #startingNames = new Set<string>();
  /** By query id: settles when a start that has claimed the id is over. */
  readonly #claims = new Map<string, Promise<void>>();
  #termination = newTermination();

  constructor(backend: Pick<SessionBackend, 'clock' | 'startQuery'>, conf: RuntimeConf) {
    this.#backend = backend;
    this.#conf = conf;
  }

  get active(): readonly StreamingQuery[] {
    return [...this.#queries.values()].filter((query) => query.isActive);
  }

  /** The active query of that id; null where there is none. */
  get(id: string): StreamingQuery | null {
    return this.active.find((query) => query.id === id) ?? null;
  }

  /** Waits until some query has ended since the session began or {@link resetTerminated} was called; rejects if it failed. */
  awaitAnyTermination(): Promise<void>;
  awaitAnyTermination(timeoutMs: number): Promise<boolean>;
  async awaitAnyTermination(timeoutMs?: number): Promise<unknown> {
    const termination = this.#termination;
    const hasEnded = await endsWithin(termination.promise, timeoutMs, this.#backend.clock);
    if (hasEnded && termination.failure !== null) throw termination.failure;
    return timeoutMs === undefined ? undefined : hasEnded;
  }

  /** Forgets the queries that have ended. */
  resetTerminated(): void {
    this.#termination = newTermination();
  }

  addListener(listener: StreamingQueryListener): void {
    this.#listeners.add(listener);
  }
  removeListener(listener: StreamingQueryListener): void {
    this.#listeners.remove(listener);
  }

  /** Stops all active queries. */
  async stopAll(): Promise<void> {
    await Promise.all(this.active.map((query) => query.stop()));
  }

  /** Starts a query; `DataStreamWriter.start` calls it. */
  async start(request: StreamRequest): Promise<StreamingQuery> {
    const { queryName } = request;
    if (queryName !== undefined) this.#reserveName(queryName);
    const over = Promise.withResolvers<void>();
    const hooks = this.#hooks((id) => this.#claim(id, over.promise));
    try {
      const run = await this.#backend.startQuery(request, hooks);
      const query = new StreamingQuery(run, this.#backend.clock);
      this.#queries.set(run.runId, query);
      run.terminated.then(() => this.#ended(query));
      return query;
    } finally {
      if (queryName !== undefined) this.#startingNames.delete(queryName);
      over.resolve();
    }
  }

  #reserveName(name: string): void {
    if (this.#startingNames.has(name) || this.active.some((query) => query.name === name)) {
      throw new QueryStartError('DUPLICATE_QUERY_NAME', { name });
    }
    this.#startingNames.add(name);
  }

  /** Waits for an earlier start on the same checkpoint, then makes way for this one, or refuses it. */
  async #claim(id: string, over: Promise<void>): Promise<void> {
    const earlier = this.#claims.get(id);
    const claim = over.then(() => {
      if (this.#claims.get(id) === claim) this.#claims.delete(id);
    });
    this.#claims.set(id, claim);
    await earlier;
    const active = this.get(id);
    if (active === null) return;
    if (!this.#conf.isEnabled('spark.sql.streaming.stopActiveRunOnRestart')) {
      throw new QueryStartError('QUERY_ID_ALREADY_ACTIVE', { id });
    }
    await active.stop();
  }

  #ended(query: StreamingQuery): void {
    this.#queries.delete(query.runId);
    const failure = query.exception();
    this.#termination.failure ??= failure;
    this.#termination.resolve();
    if (failure !== null && !query.isAwaited)
      console.error(`Query ${query.name ?? query.id} has failed: ${failure.message}`);
  }

  #hooks(claim: QueryHooks['claim']): QueryHooks {
    const listeners = this.#listeners;
    return {
      claim,
      onStarted: (event) => listeners.post((listener) => listener.onQueryStarted?.(event)),
      onProgress: (event) => listeners.post((listener) => listener.onQueryProgress?.(event)),
      onIdle: (event) => listeners.post((listener) => listener.onQueryIdle?.(event)),
      onTerminated: (event) => listeners.post((listener) => listener.onQueryTerminated?.(event)),
    };
  }
}

function newTermination(): Termination {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, resolve, failure: null };
}
