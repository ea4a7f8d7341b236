import type { OutputMode } from '../contracts/output-mode.ts';
import type { StreamRequest, StreamTrigger } from '../contracts/session-backend.ts';
import { QueryStartError } from '../errors/index.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { requireFunction } from './check-argument.ts';
import type { DataFrame } from './data-frame.ts';
import { type ForeachInput, toRowWriter } from './foreach-writer.ts';
import { type Options, type OptionValue, withOptions } from './options.ts';
import type { SessionState } from './session-state.ts';
import type { StreamingQuery } from './streaming-query.ts';
import { DEFAULT_TRIGGER, type TriggerInput, toStreamTrigger } from './trigger.ts';
import type { CheckedNames, NameLike } from './typing/checked-name.ts';

/** What is done with each batch: its rows as a static frame, and its number. */
export type ForeachBatch<S> = (batch: DataFrame<S>, batchId: number) => void | Promise<void>;

interface WriterProps {
  readonly outputMode: OutputMode;
  readonly format: string | undefined;
  readonly options: Options;
  readonly partitionBy: readonly string[];
  readonly queryName: string | undefined;
  readonly trigger: StreamTrigger;
  readonly tableName: string | undefined;
  readonly foreachBatch: StreamRequest['foreachBatch'];
  readonly foreach: StreamRequest['foreach'];
}

/** The stream a writer writes, and what it needs of the session. */
interface WriterSource<S> {
  readonly session: SessionState;
  readonly plan: LogicalPlan;
  readonly toFrame: (plan: LogicalPlan) => DataFrame<S>;
}

const OUTPUT_MODES: readonly OutputMode[] = ['append', 'update', 'complete'];

/**
 * Where a stream's results go, and when. Each method returns a new writer.
 *
 * @example
 * await counts.writeStream.outputMode('update').format('console').trigger({ processingTime: '10 seconds' }).start()
 */
export class DataStreamWriter<S> {
  readonly #source: WriterSource<S>;
  readonly #props: WriterProps;

  constructor(source: WriterSource<S>, props: WriterProps) {
    this.#source = source;
    this.#props = props;
  }

  /** append: each row once, final. update: rows that changed. complete: the whole result in every batch. */
  outputMode(mode: OutputMode): DataStreamWriter<S> {
    const outputMode = OUTPUT_MODES.find((known) => known === mode.toLowerCase());
    if (outputMode === undefined) throw new QueryStartError('STREAMING_OUTPUT_MODE.INVALID', { outputMode: mode });
    return this.#with({ outputMode });
  }

  format(format: string): DataStreamWriter<S> {
    return this.#with({ format, foreach: undefined, foreachBatch: undefined });
  }

  option(name: string, value: OptionValue): DataStreamWriter<S> {
    return this.options({ [name]: value });
  }

  options(options: Readonly<Record<string, OptionValue>>): DataStreamWriter<S> {
    return this.#with({ options: withOptions(this.#props.options, options) });
  }

  /** A name that no other active query of the session has; it is in the progress, and the view of a memory sink. */
  queryName(queryName: string): DataStreamWriter<S> {
    return this.#with({ queryName });
  }

  trigger(trigger: TriggerInput): DataStreamWriter<S> {
    return this.#with({ trigger: toStreamTrigger(trigger) });
  }

  /** Columns that become `key=value` folders. */
  partitionBy<const Names extends readonly NameLike<S>[]>(...names: CheckedNames<Names, S>): DataStreamWriter<S> {
    return this.#with({ partitionBy: names as readonly string[] });
  }

  /**
   * Hands each batch to a function. A batch may be handed over again after a crash, under the same number: write so that it does no harm.
   *
   * @example
   * stream.writeStream.foreachBatch(async (batch, batchId) => save(batchId, await batch.collect()))
   */
  foreachBatch(work: ForeachBatch<S>): DataStreamWriter<S> {
    requireFunction('func', work, 'foreachBatch(async (batch, batchId) => { … })');
    const { toFrame } = this.#source;
    return this.#with({
      format: 'foreachBatch',
      foreach: undefined,
      foreachBatch: async (plan, batchId) => work(toFrame(plan), batchId),
    });
  }

  /** Hands each row to a function, or to an object that is opened and closed around each batch. */
  foreach(writer: ForeachInput<S>): DataStreamWriter<S> {
    return this.#with({
      format: 'foreach',
      foreachBatch: undefined,
      foreach: toRowWriter(writer, this.#source.plan),
    });
  }

  /** Starts the query; resolves once its first batch may run. */
  start(path?: string): Promise<StreamingQuery> {
    const writer = path === undefined ? this : this.option('path', path);
    const { session } = this.#source;
    return session.streams.start(writer.toRequest());
  }

  /**
   * Starts the query into a table of the session, readable by `session.table(name)`: rows in memory, or with a format of files and the option `path` those
   * files, which outlast the session.
   */
  toTable(name: string): Promise<StreamingQuery> {
    const format = this.#props.format ?? 'memory';
    return this.#with({ format, tableName: name, queryName: this.#props.queryName ?? name }).start();
  }

  /** The query as data: what `start` would run. */
  toRequest(): StreamRequest {
    const { session, plan } = this.#source;
    const { format: given, tableName, ...props } = this.#props;
    const format = given ?? session.conf.get('spark.sql.sources.default');
    const view = tableName ?? (format.toLowerCase() === 'memory' ? props.queryName : undefined);
    if (format.toLowerCase() === 'memory' && view === undefined) throw new QueryStartError('_LEGACY_ERROR_TEMP_1194');
    return Object.freeze({ ...props, plan, format, tableName: view });
  }

  #with(props: Partial<WriterProps>): DataStreamWriter<S> {
    return new DataStreamWriter(this.#source, { ...this.#props, ...props });
  }
}

/** A writer without settings. */
export const newWriter = <S>(source: WriterSource<S>): DataStreamWriter<S> =>
  new DataStreamWriter(source, {
    outputMode: 'append',
    format: undefined,
    options: Object.freeze({}),
    partitionBy: [],
    queryName: undefined,
    trigger: DEFAULT_TRIGGER,
    tableName: undefined,
    foreachBatch: undefined,
    foreach: undefined,
  });
