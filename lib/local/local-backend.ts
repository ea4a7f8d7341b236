import type { AnalysisContext } from '../analysis/analysis-context.ts';
import { optimize } from '../analysis/optimizer.ts';
import { analyze } from '../analysis/resolver.ts';
import { foreachBatchSinkProvider, foreachSinkProvider } from '../connectors/foreach/provider.ts';
import type { SinkProvider } from '../contracts/connector.ts';
import type { UserFunction } from '../contracts/executor.ts';
import type {
  QueryHooks,
  RelationRequest,
  RunningQuery,
  SessionBackend,
  SqlParser,
  StreamRequest,
  WriteRequest,
} from '../contracts/session-backend.ts';
import type { SinkBatch } from '../contracts/sink.ts';
import { type AttributeReference, alias, attributeReference } from '../expression/expr.ts';
import { explainPlan } from '../plan/explain.ts';
import {
  type LogicalPlan,
  project,
  type StaticRelation,
  type StreamingRelation,
  staticRelation,
  streamingRelation,
} from '../plan/logical-plan.ts';
import { schemaOf } from '../plan/output.ts';
import { type StructType, structType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import {
  environmentReader,
  evaluationOf,
  type LocalEnvironment,
  openExecutor,
  sourceProvider,
} from './local-environment.ts';
import { SESSION_ROWS_FORMAT } from './session-rows.ts';
import { startQuery } from './start-query.ts';
import { StaticQueries } from './static-queries.ts';
import { type StaticRun, writeStatic } from './static-writes.ts';
import type { ViewStore } from './view-store.ts';

/** The session's lower half on one machine: everything in this process, state and checkpoints in local folders. */
export class LocalBackend implements SessionBackend {
  readonly parser: SqlParser;
  readonly views: ViewStore;
  readonly #environment: LocalEnvironment;
  readonly #functions: Map<string, UserFunction>;
  readonly #release: () => Promise<void>;
  readonly #static: StaticQueries;
  readonly #starts = new Set<Promise<RunningQuery>>();
  readonly #hidden: AnalysisContext['hidden'] = new WeakMap();
  #ids = 0;

  constructor(props: {
    readonly parser: SqlParser;
    readonly views: ViewStore;
    readonly environment: LocalEnvironment;
    readonly functions: Map<string, UserFunction>;
    /** Removes what the session has put on disk. */
    readonly release: () => Promise<void>;
  }) {
    this.parser = props.parser;
    this.views = props.views;
    this.#environment = props.environment;
    this.#functions = props.functions;
    this.#release = props.release;
    this.#static = new StaticQueries(
      (timeZone) => openExecutor(this.#environment, timeZone),
      (relation) => environmentReader(this.#environment)(relation),
    );
  }

  get settings() {
    return this.#environment.settings;
  }

  get clock() {
    return this.#environment.clock;
  }

  nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  analyze(plan: LogicalPlan): LogicalPlan {
    return analyze(plan, this.#analysisContext);
  }

  relation(request: RelationRequest): StreamingRelation | StaticRelation {
    const { format, options } = request;
    const context = this.#environment.connectorContext();
    const provider = sourceProvider(this.#environment, format);
    const mayInfer = !request.streaming || this.settings.isOn('spark.sql.streaming.schemaInference');
    const inferred =
      mayInfer && request.schema === undefined ? provider.inferSchema?.(format, options, context) : undefined;
    const schema = inferred ?? provider.schema(format, options, request.schema, context);
    const output = this.#attributes(schema);
    return request.streaming
      ? streamingRelation({ sourceId: this.nextId(), format, options, schema, output })
      : staticRelation({ format, options, schema, output });
  }

  registerFunction(fn: UserFunction): void {
    this.#functions.set(fn.name.toLowerCase(), fn);
    this.#static.reset();
  }

  async collect(plan: LogicalPlan): Promise<readonly Row[]> {
    return this.#static.collect(plan, this.#evaluation, this.#environment.clock.now());
  }

  async write(request: WriteRequest): Promise<void> {
    const run: StaticRun = (plan, work) =>
      this.#static.use(plan, this.#evaluation, this.#environment.clock.now(), work);
    await writeStatic(this.#environment, run, request);
  }

  explain(plan: LogicalPlan, extended: boolean): string {
    if (!extended) return explainPlan(plan);
    return `== Analyzed Logical Plan ==\n${explainPlan(plan)}\n== Optimized Logical Plan ==\n${explainPlan(optimize(plan))}`;
  }

  startQuery(request: StreamRequest, hooks: QueryHooks): Promise<RunningQuery> {
    const start = startQuery(this.#environment, request, this.sinkProvider(request), hooks);
    this.#starts.add(start);
    const forget = () => this.#starts.delete(start);
    start.then(forget, forget);
    return start.then((run) => {
      this.#showTable(request);
      return run;
    });
  }

  /** Files that a query writes under the name of a table are read under that name. */
  #showTable({ tableName, format, options: { path }, plan }: StreamRequest): void {
    if (tableName === undefined || path === undefined) return;
    const schema = schemaOf(plan);
    const relation = staticRelation({ format, options: { path }, schema, output: this.#attributes(schema) });
    this.views.createOrReplace(tableName, relation);
  }

  async close(): Promise<void> {
    // Running queries have been stopped before; one that is only starting would run on without its session.
    const started = await Promise.allSettled(this.#starts);
    await Promise.all(started.map((start) => (start.status === 'fulfilled' ? start.value.stop() : undefined)));
    await this.#static.close();
    await this.#release();
  }

  get #evaluation() {
    return evaluationOf((name) => this.#environment.settings.effective(name));
  }

  get #analysisContext(): AnalysisContext {
    const functions = [...this.#functions].map(([name, fn]) => [name, fn] as const);
    return {
      catalog: (nameParts) => this.#table(nameParts),
      nextExprId: () => this.nextId(),
      evaluation: this.#evaluation,
      userFunctions: new Map(functions),
      hidden: this.#hidden,
    };
  }

  /** A view, or the table of a memory sink. */
  #table(nameParts: readonly string[]): LogicalPlan | undefined {
    const [name] = nameParts;
    if (name === undefined || nameParts.length > 1) return undefined;
    return this.views.get(name) ?? this.#sessionTable(name);
  }

  /** The table under positional names, which unlike its own are unique, shown under its own. */
  #sessionTable(handle: string): LogicalPlan | undefined {
    const table = this.#environment.sessionRows.get(handle);
    if (table === undefined) return undefined;
    const schema = structType(table.schema.fields.map((field, i) => ({ ...field, name: `c${i}` })));
    const output = this.#attributes(schema);
    const named = table.schema.fields.map(({ name }, i) => alias(output[i] as AttributeReference, name, this.nextId()));
    return project(named, staticRelation({ format: SESSION_ROWS_FORMAT, options: { table: handle }, schema, output }));
  }

  /** Where a query writes: a connector, or the user's function. */
  sinkProvider(request: StreamRequest): SinkProvider {
    const { foreach, foreachBatch } = request;
    if (foreach !== undefined) return foreachSinkProvider(foreach);
    if (foreachBatch === undefined) return this.#environment.connectors.sink(request.format);
    return foreachBatchSinkProvider((batch, batchId) => this.#lendBatch(batch, (plan) => foreachBatch(plan, batchId)));
  }

  /** Shows a batch's result to the user's function as a static plan; the result is computed when it is first read. */
  #lendBatch(batch: SinkBatch, work: (plan: LogicalPlan) => Promise<void>): Promise<void> {
    let rows: Promise<readonly Row[]> | undefined;
    const table = {
      schema: batch.schema,
      rows: () => {
        rows ??= batch.collect();
        return rows;
      },
    };
    return this.#environment.sessionRows.lend(table, (handle) => work(this.#sessionTable(handle) as LogicalPlan));
  }

  #attributes(schema: StructType) {
    return schema.fields.map(({ name, dataType, nullable }) =>
      attributeReference({ name, exprId: this.nextId(), dataType, nullable }),
    );
  }
}
