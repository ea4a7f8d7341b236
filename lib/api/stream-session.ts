/// <reference lib="esnext.disposable" preserve="true" />
import type { SessionBackend } from '../contracts/session-backend.ts';
import { AnalysisError } from '../errors/index.ts';
import { unresolvedRelation } from '../plan/logical-plan.ts';
import type { StructType } from '../types/data-type.ts';
import type { SchemaInput, SchemaOf, Untyped } from '../types/infer.ts';
import { packageVersion } from '../util/package-version.ts';
import { parseAttributeName } from './attribute-name.ts';
import { Catalog } from './catalog.ts';
import { DataFrame } from './data-frame.ts';
import { type DataFrameReader, type DataStreamReader, newReader } from './frame-reader.ts';
import { localRows, type RowInput } from './local-rows.ts';
import { numberRange } from './number-range.ts';
import { refuseMembers } from './refused-members.ts';
import { runStatement } from './run-statement.ts';
import { RuntimeConf } from './runtime-conf.ts';
import { toStructType } from './schema-input.ts';
import type { SessionState } from './session-state.ts';
import { type SqlArgs, sqlArguments } from './sql-arguments.ts';
import { StreamingQueryManager } from './streaming-query-manager.ts';
import type { RowInputOf } from './typing/row-input.ts';
import { UdfRegistration } from './udf-registration.ts';

/** Where frames come from and queries live. It reaches everything below through its backend. */
export class StreamSession {
  /** Settings by Spark's names. */
  readonly conf: RuntimeConf;
  /** The session's queries. */
  readonly streams: StreamingQueryManager;
  /** Functions of the user, by name. */
  readonly udf: UdfRegistration;
  readonly catalog: Catalog;
  readonly #state: SessionState;
  readonly #backend: SessionBackend;
  #isStopped = false;

  constructor(backend: SessionBackend) {
    this.#backend = backend;
    const registerFunction = backend.registerFunction.bind(backend);
    this.conf = new RuntimeConf(backend.settings);
    const live = () => this.#live();
    const startQuery: SessionBackend['startQuery'] = async (request, hooks) => live().startQuery(request, hooks);
    this.streams = new StreamingQueryManager({ clock: backend.clock, startQuery }, this.conf);
    this.udf = new UdfRegistration(registerFunction);
    this.catalog = new Catalog(backend.views, (name) => this.table(name));
    const parseExpression = backend.parser.parseExpression.bind(backend.parser);
    this.#state = {
      session: this,
      get backend() {
        return live();
      },
      conf: this.conf,
      streams: this.streams,
      columns: { parseExpression, registerFunction },
    };
  }

  /** The version of Millrace. */
  get version(): string {
    return packageVersion();
  }

  /** Reads unbounded data. */
  get readStream(): DataStreamReader {
    return newReader(this.#state, true);
  }
  /** Reads data that does not change while a batch runs. */
  get read(): DataFrameReader {
    return newReader(this.#state, false);
  }

  /**
   * A frame from a query in Spark's SQL dialect, or from a command, which acts at once: `CREATE TEMP VIEW`, `DROP VIEW`, `SHOW TABLES`, `DESCRIBE`, `SET`. Say what its columns are as a type argument, or they are untyped. `args` are what its markers stand for:
   * values by the names of `:name`, or in the order of `?`.
   *
   * @example
   * session.sql("SELECT user_id, count(*) AS n FROM clicks WHERE action = 'purchase' GROUP BY user_id")
   * @example
   * session.sql('SELECT * FROM clicks WHERE action = :action AND amount > :least', { action: 'purchase', least: 100 })
   */
  sql<T = Untyped>(text: string, args?: SqlArgs): DataFrame<T> {
    const { backend, columns } = this.#state;
    const given = args === undefined ? undefined : sqlArguments(args, columns);
    return new DataFrame<T>(this.#state, runStatement(backend.parser.parseStatement(text, given), this.#state));
  }

  /** A view or table by its name. */
  table<T = Untyped>(name: string): DataFrame<T> {
    const { backend } = this.#state;
    return new DataFrame<T>(this.#state, backend.analyze(unresolvedRelation(...parseAttributeName(name))));
  }

  /**
   * A static frame of rows: objects by column name, or values in order.
   *
   * @example
   * session.createDataFrame([{ user_id: 1n, country: 'DE' }], 'user_id BIGINT, country STRING')
   */
  createDataFrame<const I extends SchemaInput>(
    rows: readonly (RowInputOf<SchemaOf<I>> | readonly unknown[])[],
    schema: I,
  ): DataFrame<SchemaOf<I>>;
  createDataFrame(rows: readonly RowInput[], schema: StructType): DataFrame<Untyped>;
  createDataFrame<T>(rows: readonly RowInput[], schema: SchemaInput | StructType): DataFrame<T> {
    const { backend } = this.#state;
    if (schema === undefined || Array.isArray(schema))
      throw new AnalysisError('NOT_IMPLEMENTED', {
        feature: 'createDataFrame without the types of its columns',
        remedy: "Give the columns with their types: createDataFrame(rows, 'user STRING, n BIGINT').",
      });
    const relation = localRows(rows, toStructType(schema), () => backend.nextId());
    return new DataFrame<T>(this.#state, backend.analyze(relation));
  }

  /**
   * The whole numbers from `start`, 0 if only the end is given, to before `end`, in the column `id`.
   *
   * @example
   * session.range(10)
   */
  range(end: number | bigint): DataFrame<{ readonly id: 'bigint' }>;
  range(start: number | bigint, end: number | bigint, step?: number | bigint): DataFrame<{ readonly id: 'bigint' }>;
  range(
    first: number | bigint,
    end?: number | bigint,
    step: number | bigint = 1,
  ): DataFrame<{ readonly id: 'bigint' }> {
    const { backend } = this.#state;
    const plan = end === undefined ? numberRange(0, first, 1) : numberRange(first, end, step);
    return new DataFrame(this.#state, backend.analyze(plan));
  }

  /** Stops all queries and frees what the session holds. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    await this.streams.stopAll();
    await this.#backend.close();
  }

  /** Whoever goes on with a session that has been stopped would open anew what nobody closes. */
  #live(): SessionBackend {
    if (this.#isStopped) throw new AnalysisError('SESSION_STOPPED');
    return this.#backend;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

refuseMembers(StreamSession, 'SparkSession', {
  methods: {
    createDataset: 'Use createDataFrame.',
    emptyDataFrame: "Use createDataFrame([], 'a INT, b STRING').",
    newSession: 'Open another one with StreamSession.create().',
  },
  properties: {
    builder: 'Use await StreamSession.create({ conf: { … } }).',
    sparkContext: 'There is no SparkContext.',
    tvf: 'Use SQL: SELECT … FROM range(…), explode(…).',
  },
});
