import { unresolvedRelation } from '../plan/logical-plan.ts';
import type { StructType } from '../types/data-type.ts';
import type { SchemaInput, SchemaOf, Untyped } from '../types/infer.ts';
import { parseAttributeName } from './attribute-name.ts';
import { DataFrame } from './data-frame.ts';
import { type Options, type OptionValue, withOptions } from './options.ts';
import type { AfterFormat } from './reader-schemas.ts';
import { refuseMembers } from './refused-members.ts';
import { toStructType } from './schema-input.ts';
import type { SessionState } from './session-state.ts';

interface ReaderProps {
  readonly streaming: boolean;
  readonly format: string | undefined;
  readonly options: Options;
  readonly schema: StructType | undefined;
}

/**
 * What to read and how: `session.readStream` gives unbounded frames, `session.read` static ones. Each method returns a new reader.
 *
 * @example
 * session.readStream.format('json').schema('user_id BIGINT, action STRING').load('/in')
 */
export class FrameReader<S = Untyped> {
  readonly #session: SessionState;
  readonly #props: ReaderProps;

  constructor(session: SessionState, props: ReaderProps) {
    this.#session = session;
    this.#props = props;
  }

  format<const F extends string>(format: F): FrameReader<AfterFormat<F, S>> {
    return this.#with({ format });
  }

  /** The columns: DDL text, or an object of DDL types. Literal text makes the frame's columns known to TypeScript. */
  schema<const I extends SchemaInput>(schema: I): FrameReader<SchemaOf<I>>;
  schema(schema: StructType): FrameReader<Untyped>;
  schema<T>(schema: SchemaInput | StructType): FrameReader<T> {
    return this.#with({ schema: toStructType(schema) });
  }

  option(name: string, value: OptionValue): FrameReader<S> {
    return this.options({ [name]: value });
  }

  options(options: Readonly<Record<string, OptionValue>>): FrameReader<S> {
    return this.#with({ options: withOptions(this.#props.options, options) });
  }

  /** The frame. Options and schema are checked here; data is read when a query runs. */
  load(path?: string): DataFrame<S> {
    const reader = path === undefined ? this : this.option('path', path);
    const { streaming, format, options, schema } = reader.#props;
    const { backend, conf } = this.#session;
    const relation = backend.relation({
      streaming,
      format: format ?? conf.get('spark.sql.sources.default'),
      options,
      schema,
    });
    return new DataFrame<S>(this.#session, backend.analyze(relation));
  }

  csv(path: string): DataFrame<S> {
    return this.#loadAs<S>('csv', path);
  }
  json(path: string): DataFrame<S> {
    return this.#loadAs<S>('json', path);
  }
  parquet(path: string): DataFrame<S> {
    return this.#loadAs<S>('parquet', path);
  }
  /** One column `value` with the lines. */
  text(path: string): DataFrame<AfterFormat<'text', S>> {
    return this.#loadAs<AfterFormat<'text', S>>('text', path);
  }

  /** A view or table of the session by its name. */
  table<T = Untyped>(name: string): DataFrame<T> {
    const { backend } = this.#session;
    return new DataFrame<T>(this.#session, backend.analyze(unresolvedRelation(...parseAttributeName(name))));
  }

  #loadAs<T>(format: string, path: string): DataFrame<T> {
    return new FrameReader<T>(this.#session, { ...this.#props, format }).load(path);
  }

  #with<T>(props: Partial<ReaderProps>): FrameReader<T> {
    return new FrameReader<T>(this.#session, { ...this.#props, ...props });
  }
}

/** `session.readStream`. */
export type DataStreamReader<S = Untyped> = FrameReader<S>;
/** `session.read`. */
export type DataFrameReader<S = Untyped> = FrameReader<S>;

/** A reader without settings. */
export const newReader = (session: SessionState, streaming: boolean): FrameReader =>
  new FrameReader(session, { streaming, format: undefined, options: Object.freeze({}), schema: undefined });

const FILES = 'Read csv, json, parquet or text.';

refuseMembers(FrameReader, 'DataFrameReader', {
  methods: {
    changes: 'There is no table catalog.',
    jdbc: 'Export the table as files, or make rows with createDataFrame.',
    orc: FILES,
    xml: FILES,
  },
});
