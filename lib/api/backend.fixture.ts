import { analyze } from '../analysis/resolver.ts';
import type { UserFunction } from '../contracts/executor.ts';
import type {
  QueryHooks,
  RunningQuery,
  SessionBackend,
  StreamRequest,
  WriteRequest,
} from '../contracts/session-backend.ts';
import type { QueryStartError } from '../errors/index.ts';
import { attributeReference } from '../expression/expr.ts';
import { type LogicalPlan, staticRelation, streamingRelation } from '../plan/logical-plan.ts';
import { loadSqlParser } from '../sql/index.ts';
import { structType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import { ManualClock } from '../util/clock.ts';

/** A backend with the real parser and analyser, canned rows for `collect`, and runs that do what the test tells them. */
export async function fixtureBackend() {
  const parser = await loadSqlParser();
  const clock = new ManualClock(0);
  const settings = new Map<string, string>();
  const views = new Map<string, LogicalPlan>();
  const functions = new Map<string, UserFunction>();
  const runs: FixtureRun[] = [];
  const hidden = new WeakMap();
  let lastId = 0;
  const nextId = () => ++lastId;
  const state = {
    rows: [] as readonly Row[],
    queryId: undefined as string | undefined,
    closed: false,
    writes: [] as WriteRequest[],
  };
  const backend: SessionBackend = {
    parser,
    clock,
    settings: {
      get: (name) => settings.get(name),
      set: (name, value) => void settings.set(name, value),
      unset: (name) => void settings.delete(name),
      entries: () => Object.fromEntries(settings),
    },
    views: {
      createOrReplace: (name, plan) => void views.set(name, plan),
      drop: (name) => views.delete(name),
      define: (name, make) => void views.set(name, make()),
      list: () => [...views.keys()].toSorted(),
    },
    nextId,
    analyze: (plan) =>
      analyze(plan, {
        catalog: ([name = '']) => views.get(name),
        nextExprId: nextId,
        evaluation: { ansi: true, timeZone: 'UTC' },
        userFunctions: functions,
        hidden,
      }),
    relation: ({ streaming, format, options, schema = structType([]) }) => {
      const output = schema.fields.map((field) => attributeReference({ ...field, exprId: nextId() }));
      const relation = { format, options, schema, output };
      return streaming ? streamingRelation({ ...relation, sourceId: nextId() }) : staticRelation(relation);
    },
    registerFunction: (fn) => void functions.set(fn.name, fn),
    collect: async () => state.rows,
    write: async (request) => void state.writes.push(request),
    explain: (plan, extended) => `${extended ? 'extended ' : ''}${plan.kind}`,
    startQuery: async (request, hooks) => {
      const run = new FixtureRun(request, hooks, state.queryId ?? `query-${nextId()}`, `run-${nextId()}`);
      await hooks.claim(run.id);
      runs.push(run);
      hooks.onStarted({ id: run.id, runId: run.runId, name: run.name ?? null, timestamp: '1970-01-01T00:00:00.000Z' });
      return run;
    },
    close: async () => {
      state.closed = true;
    },
  };
  return { backend, clock, settings, views, functions, runs, state };
}

/** A run that ends when it is told to. */
export class FixtureRun implements RunningQuery {
  readonly request: StreamRequest;
  readonly id: string;
  readonly runId: string;
  readonly terminated: Promise<void>;
  readonly #hooks: QueryHooks;
  readonly #end: () => void;
  #active = true;
  #failure: QueryStartError | undefined;

  constructor(request: StreamRequest, hooks: QueryHooks, id: string, runId: string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.request = request;
    this.#hooks = hooks;
    this.id = id;
    this.runId = runId;
    this.terminated = promise;
    this.#end = resolve;
  }

  get name() {
    return this.request.queryName;
  }
  isActive() {
    return this.#active;
  }
  status() {
    return { message: 'Waiting for data to arrive', isDataAvailable: false, isTriggerActive: false };
  }
  recentProgress() {
    return [];
  }
  exception() {
    return this.#failure;
  }
  explain() {
    return 'plan';
  }
  async stop() {
    this.end();
  }
  async processAllAvailable() {
    if (this.#failure !== undefined) throw this.#failure;
  }

  fail(failure: QueryStartError): void {
    this.#failure = failure;
    this.end();
  }

  end(): void {
    if (!this.#active) return;
    this.#active = false;
    const exception = this.#failure?.message ?? null;
    this.#hooks.onTerminated({
      id: this.id,
      runId: this.runId,
      exception,
      errorClassOnException: this.#failure?.condition ?? null,
    });
    this.#end();
  }
}
