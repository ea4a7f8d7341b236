import type { SaveMode, WriteRequest } from '../contracts/session-backend.ts';
import { AnalysisError } from '../errors/index.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { type OptionValue, optionOf, withOptions } from './options.ts';
import { refuseMembers } from './refused-members.ts';
import type { SessionState } from './session-state.ts';
import type { CheckedNames, NameLike } from './typing/checked-name.ts';

/** What to do where there is something at the place already: Spark's words. */
export type SaveModeName = 'append' | 'overwrite' | 'ignore' | 'error' | 'errorifexists' | 'default';

const SAVE_MODES: Readonly<Record<SaveModeName, SaveMode>> = {
  append: 'append',
  overwrite: 'overwrite',
  ignore: 'ignore',
  error: 'errorIfExists',
  errorifexists: 'errorIfExists',
  default: 'errorIfExists',
};

type WriterProps = Omit<WriteRequest, 'plan' | 'format'> & { readonly format: string | undefined };

/**
 * `df.write`: where the rows of a static frame go, once. Each method returns a new writer; the work is done by `save` and by the formats' own methods.
 *
 * @example
 * await users.write.mode('overwrite').partitionBy('country').parquet('/out/users')
 */
export class DataFrameWriter<S> {
  readonly #session: SessionState;
  readonly #plan: LogicalPlan;
  readonly #props: WriterProps;

  constructor(session: SessionState, plan: LogicalPlan, props: WriterProps) {
    this.#session = session;
    this.#plan = plan;
    this.#props = props;
  }

  /** append: more files. overwrite: these instead of what is there. ignore: nothing where there is something. errorifexists (the default): refuse. */
  mode(mode: SaveModeName): DataFrameWriter<S> {
    const found = Object.entries(SAVE_MODES).find(([word]) => word === String(mode).toLowerCase());
    if (found === undefined) throw new AnalysisError('INVALID_SAVE_MODE', { mode: `"${mode}"` });
    return this.#with({ mode: found[1] });
  }

  format(format: string): DataFrameWriter<S> {
    return this.#with({ format });
  }

  option(name: string, value: OptionValue): DataFrameWriter<S> {
    return this.options({ [name]: value });
  }

  options(options: Readonly<Record<string, OptionValue>>): DataFrameWriter<S> {
    return this.#with({ options: withOptions(this.#props.options, options) });
  }

  /** Columns that become `key=value` folders. */
  partitionBy<const Names extends readonly NameLike<S>[]>(...names: CheckedNames<Names, S>): DataFrameWriter<S> {
    return this.#with({ partitionBy: names as readonly string[] });
  }

  /** Writes the rows; resolves when they are there. */
  async save(path?: string): Promise<void> {
    const { backend, conf } = this.#session;
    if (path !== undefined && optionOf(this.#props.options, 'path') !== undefined)
      throw new AnalysisError('_LEGACY_ERROR_TEMP_1307');
    const writer = path === undefined ? this : this.option('path', path);
    const format = writer.#props.format ?? conf.get('spark.sql.sources.default');
    return backend.write(Object.freeze({ ...writer.#props, plan: this.#plan, format }));
  }

  csv(path: string): Promise<void> {
    return this.format('csv').save(path);
  }
  json(path: string): Promise<void> {
    return this.format('json').save(path);
  }
  parquet(path: string): Promise<void> {
    return this.format('parquet').save(path);
  }
  /** Lines of the one text column. */
  text(path: string): Promise<void> {
    return this.format('text').save(path);
  }

  #with(props: Partial<WriterProps>): DataFrameWriter<S> {
    return new DataFrameWriter(this.#session, this.#plan, { ...this.#props, ...props });
  }
}

const AS_FILES =
  'Write files, .parquet(path), and read them with session.read; or name a frame with createOrReplaceTempView.';

refuseMembers(DataFrameWriter, 'DataFrameWriter', {
  methods: {
    saveAsTable: `There is no table catalog. ${AS_FILES}`,
    insertInto: `There is no table catalog. ${AS_FILES}`,
    bucketBy: 'Use partitionBy.',
    clusterBy: 'Use partitionBy.',
    sortBy: 'Sort the frame with orderBy before it is written.',
    jdbc: 'Write in foreachBatch or over collect() with the client of your database.',
    orc: 'Write Parquet.',
    xml: 'Write JSON or Parquet.',
  },
});

/** A writer without settings. */
export const newDataFrameWriter = <S>(session: SessionState, plan: LogicalPlan): DataFrameWriter<S> =>
  new DataFrameWriter(session, plan, {
    mode: 'errorIfExists',
    format: undefined,
    options: Object.freeze({}),
    partitionBy: [],
  });
