import type { MillraceError } from '../errors/index.ts';
import type { Expr } from '../expression/expr.ts';
import type { LogicalPlan, StaticRelation, StreamingRelation } from '../plan/logical-plan.ts';
import type { Statement } from '../plan/statement.ts';
import type { SqlArguments } from '../sql/parameters.ts';
import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import type { Clock } from '../util/clock.ts';
import type { UserFunction } from './executor.ts';
import type { OutputMode } from './output-mode.ts';
import type { StreamingQueryProgress, StreamingQueryStatus } from './progress.ts';
import type { QueryIdleEvent, QueryProgressEvent, QueryStartedEvent, QueryTerminatedEvent } from './query-events.ts';

/**
 * What a session needs from below: it is handed to `StreamSession` and is the only way the API reaches parser, analyser, connectors and runtime. Laws:
 * - Everything but the methods that return promises is synchronous and does no I/O beyond what Spark does while a query is built.
 * - Expression and source ids given out in one session (by `analyze`, `relation`, `nextId`) never repeat.
 */
export interface SessionBackend {
  /** For time-outs. */
  readonly clock: Clock;
  readonly parser: SqlParser;
  readonly settings: SettingsStore;
  readonly views: ViewCatalog;
  /** A number that is new in the session: for expression ids. */
  nextId(): number;
  /**
   * The plan resolved and checked, or an AnalysisError. Resolved parts of the plan are kept as they are (an AttributeReference stays itself), so analysing a
   * node over an analysed child only does the new work. Names of relations are looked up in `views`.
   */
  analyze(plan: LogicalPlan): LogicalPlan;
  /** Checks format, options and schema and gives the relation that reads them; see {@link RelationRequest}. */
  relation(request: RelationRequest): StreamingRelation | StaticRelation;
  /** Makes a function of the user callable by its name in this session; a function registered before under the name is replaced. */
  registerFunction(fn: UserFunction): void;
  /** The rows of an analysed plan without streaming relations, computed now. */
  collect(plan: LogicalPlan): Promise<readonly Row[]>;
  /** Writes the rows of an analysed plan without streaming relations; resolves when they are there. */
  write(request: WriteRequest): Promise<void>;
  /** The text of `explain` for an analysed plan; `extended` shows all stages. */
  explain(plan: LogicalPlan, extended: boolean): string;
  /**
   * Starts a query. Law, in this order: refuse what cannot run (QueryStartError); open the checkpoint and learn the query's id; await `hooks.claim(id)`, whose
   * rejection ends the start before anything is written to an existing checkpoint; create source and sink; call `hooks.onStarted`; resolve; run.
   */
  startQuery(request: StreamRequest, hooks: QueryHooks): Promise<RunningQuery>;
  /** Frees what the session holds. Its queries have been stopped before. */
  close(): Promise<void>;
}

/** Spark SQL text to unresolved nodes; raises ParseError. */
export interface SqlParser {
  /** A query: `SELECT …`, `WITH …`, `VALUES …`; `args` are what its markers stand for. */
  parseQuery(text: string, args?: SqlArguments): LogicalPlan;
  /** A query, or a command that the session carries out: `CREATE TEMP VIEW …`, `SHOW TABLES`, `SET …`. */
  parseStatement(text: string, args?: SqlArguments): Statement;
  /** One item of a select list: an expression, `expression AS name`, `*` or `t.*`. */
  parseExpression(text: string): Expr;
}

/** Session settings by full name (`spark.sql.…`), as text; names and values have been checked by the API. Holds only what was set. */
export interface SettingsStore {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  unset(name: string): void;
  /** Everything that was set. */
  entries(): Readonly<Record<string, string>>;
}

/** Temporary views by name; names are compared without regard to case. */
export interface ViewCatalog {
  /** Keeps an analysed plan under a name. */
  createOrReplace(name: string, plan: LogicalPlan): void;
  /** Keeps a view whose plan is made anew at each use, from what its names stand for by then. `make` is called at once; where it raises, all stays as it was. */
  define(name: string, make: () => LogicalPlan): void;
  /** Whether there was such a view. */
  drop(name: string): boolean;
  /** The names of the views, in their order. */
  list(): readonly string[];
}

/** What `load()` asks for. Nothing is read but what decides the schema; a missing path is PATH_NOT_FOUND. */
export interface RelationRequest {
  readonly streaming: boolean;
  readonly format: string;
  /** As the user wrote them, the path of `load(path)` among them as `path`. Names are compared without regard to case; unknown ones are UNKNOWN_OPTION. */
  readonly options: Readonly<Record<string, string>>;
  /** What the user gave; undefined: the format must have a schema of its own. */
  readonly schema: StructType | undefined;
}

/** What a write does where there is something already. */
export type SaveMode = 'append' | 'overwrite' | 'ignore' | 'errorIfExists';

/** A table to be written once, as `df.write` describes it. */
export interface WriteRequest {
  /** Analysed, static. */
  readonly plan: LogicalPlan;
  readonly format: string;
  /** As the user wrote them, the path of `save(path)` among them as `path`. */
  readonly options: Readonly<Record<string, string>>;
  readonly mode: SaveMode;
  readonly partitionBy: readonly string[];
}

/** When batches run; intervals in milliseconds. */
export type StreamTrigger =
  /** 0: as soon as the last batch is done. */
  | { readonly kind: 'processingTime'; readonly intervalMs: number }
  | { readonly kind: 'once' }
  | { readonly kind: 'availableNow' }
  | { readonly kind: 'continuous'; readonly intervalMs: number };

/** A query as `writeStream` describes it: data, but for the two callbacks. */
export interface StreamRequest {
  /** Analysed, streaming. */
  readonly plan: LogicalPlan;
  readonly outputMode: OutputMode;
  /** The sink's format; `foreach` and `foreachBatch` where the callbacks are set. */
  readonly format: string;
  /** As the user wrote them, the path of `start(path)` among them as `path`; `checkpointLocation` too. */
  readonly options: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  readonly queryName: string | undefined;
  readonly trigger: StreamTrigger;
  /** The view under which a memory sink shows its rows. */
  readonly tableName: string | undefined;
  /**
   * Called once per batch, in order, also with an empty batch. `plan` is an analysed static plan that reads the batch's result and is valid until the promise
   * settles; a rejection fails the query before the batch is committed.
   */
  readonly foreachBatch: ((plan: LogicalPlan, batchId: number) => Promise<void>) | undefined;
  readonly foreach: RowWriter | undefined;
}

/** `foreach`: one open, then the rows, then one close, per batch. `close` is called whatever happened before. */
export interface RowWriter {
  /** False: skip the rows of this batch. */
  open(partitionId: number, batchId: number): Promise<boolean>;
  process(row: Row): Promise<void>;
  close(error: Error | undefined): Promise<void>;
}

/** What a run tells the session. The runtime calls these one at a time; only `claim` may reject. */
export interface QueryHooks {
  /** Whether this session may run the query of that id; stops an older run of it where the settings say so. */
  claim(id: string): Promise<void>;
  /** Before `startQuery` resolves. */
  onStarted(event: QueryStartedEvent): void;
  /** After each batch, once it is committed. */
  onProgress(event: QueryProgressEvent): void;
  onIdle(event: QueryIdleEvent): void;
  /** Exactly once, after the last progress and before `terminated` resolves. */
  onTerminated(event: QueryTerminatedEvent): void;
}

/** A started run, until and after its end. */
export interface RunningQuery {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  /** True until the run has ended. */
  isActive(): boolean;
  status(): StreamingQueryStatus;
  /** Oldest first, at most `spark.sql.streaming.numRecentProgressUpdates`. */
  recentProgress(): readonly StreamingQueryProgress[];
  /** Why the run failed, as STREAM_FAILED with the failure as `cause`; undefined while it runs and where it was stopped or came to its end. */
  exception(): MillraceError | undefined;
  explain(extended: boolean): string;
  /** Ends the run after the phase it is in: the batch is committed, or will be run again by the next start. Resolves at the end, but at once where the run's own work calls it (`foreachBatch`); repeatable; never rejects for the run's failure. */
  stop(): Promise<void>;
  /** Resolves (never rejects) once the run has ended for whatever reason. */
  readonly terminated: Promise<void>;
  /** Resolves when all that the sources hold at the time of the call is committed and no batch is due; rejects with the run's failure. */
  processAllAvailable(): Promise<void>;
}
