import type { Executor, RowQuery } from '../contracts/executor.ts';
import type { BatchProgram, ProgramSource } from '../incremental/batch-program.ts';
import { bindTemplate } from '../incremental/template.ts';
import type { Row } from '../types/value.ts';

/** Up to so many rows a planned query is quicker; more are bound as a batch binds them. */
const FEW = 200;
/** As many as are worked on at a time where a backlog is read. */
const MANY = 10_000;

/** Evaluates a program of one source and no state on rows as they come, by the SQL that a batch would run. */
export class RowEvaluator {
  readonly #program: BatchProgram;
  readonly #source: ProgramSource;
  readonly #executor: Executor;
  #query: Promise<RowQuery> | undefined;

  constructor(program: BatchProgram, executor: Executor) {
    const [source] = program.sources;
    if (source === undefined || program.sources.length > 1 || program.operators.length > 0)
      throw new Error('only programs of one source and no state are evaluated row by row');
    this.#program = program;
    this.#source = source;
    this.#executor = executor;
  }

  /** The result over the rows, a part at a time. */
  async *evaluate(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
    for (let start = 0; start < rows.length; start += MANY) {
      const part = rows.slice(start, start + MANY);
      yield part.length <= FEW ? await (await this.#prepared()).run(part) : await this.#asBatch(part);
    }
  }

  #prepared(): Promise<RowQuery> {
    const { relation, columns } = this.#source;
    this.#query ??= this.#executor.prepareRows({
      input: relation.schema,
      columns,
      sql: (rows) => this.#outputOver(rows),
      output: this.#program.schema,
    });
    return this.#query;
  }

  async #asBatch(rows: readonly Row[]): Promise<readonly Row[]> {
    const { input, relation, columns } = this.#source;
    await this.#executor.bindInput(input, relation.schema, { kind: 'rows', rows }, { ordinal: false, columns });
    return this.#executor.query(this.#outputOver(input), this.#program.schema);
  }

  /** There is no time and no number of a batch: queries that ask for them are refused. */
  #outputOver(relation: string): string {
    return bindTemplate(this.#program.output, {
      batchId: 0,
      batchTimestampMs: 0,
      lateWatermarksMs: [],
      evictionWatermarksMs: [],
      tables: { [this.#source.table]: relation },
    });
  }
}
