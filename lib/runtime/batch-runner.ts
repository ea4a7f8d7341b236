import type { ConnectorContext, SourceProvider } from '../contracts/connector.ts';
import type { Executor } from '../contracts/executor.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { StreamingQueryProgress } from '../contracts/progress.ts';
import type { Sink } from '../contracts/sink.ts';
import type { BatchInput } from '../contracts/source.ts';
import type { BatchProgram, ProgramSource } from '../incremental/batch-program.ts';
import { materialiseSource } from '../incremental/program-builder.ts';
import { type BatchBinding, bindTemplate } from '../incremental/template.ts';
import type { StaticRelation } from '../plan/logical-plan.ts';
import type { Value } from '../types/value.ts';
import { type InputGroup, type InputStats, readInputStats } from './batch-stats.ts';
import { partitionsOf, rowPartitions } from './input-partitions.ts';
import { countStateRows, type OperatorStats, readOperatorStats } from './operator-stats.ts';
import { QuerySinkBatch } from './query-sink-batch.ts';

/** What one batch did. */
export interface BatchOutcome {
  readonly input: InputStats;
  readonly operators: readonly OperatorStats[];
  readonly numOutputRows: number;
  readonly observed: StreamingQueryProgress['observedMetrics'];
}

/** Gives the rows of a static relation as they are now. */
export type StaticReader = (relation: StaticRelation) => Promise<BatchInput>;

/** Reads static relations through the connectors. */
export function staticReader(findSource: (format: string) => SourceProvider, context: ConnectorContext): StaticReader {
  return async (relation) => {
    const provider = findSource(relation.format);
    if (provider.readStatic === undefined) return { kind: 'rows', rows: [] };
    return provider.readStatic(relation.format, relation.options, relation.schema, context);
  };
}

/** Runs a compiled program on an executor, one batch at a time. */
export class BatchRunner {
  readonly program: BatchProgram;
  readonly #executor: Executor;
  readonly #readStatic: StaticReader;
  #stateRows: ReadonlyMap<number, number> | undefined;
  /** Sources whose rows are in their tables since they were bound. */
  readonly #stored = new Set<ProgramSource>();

  constructor(program: BatchProgram, executor: Executor, readStatic: StaticReader) {
    this.program = program;
    this.#executor = executor;
    this.#readStatic = readStatic;
  }

  /** The state tables were changed otherwise than by a batch that was committed. */
  forgetState(): void {
    this.#stateRows = undefined;
  }

  /** Binds the batch's rows, by source of the program; null: no rows. Tells the partitions they come from. */
  async bindInputs(inputs: readonly (BatchInput | null)[]): Promise<readonly InputGroup[]> {
    for (const [i, source] of this.program.sources.entries()) {
      const input: BatchInput = inputs[i] ?? { kind: 'rows', rows: [] };
      const use = { ordinal: false, columns: source.columns, table: source.table };
      const { isStored } = await this.#executor.bindInput(source.input, source.relation.schema, input, use);
      if (isStored) this.#stored.add(source);
      else this.#stored.delete(source);
    }
    for (const used of this.program.statics) {
      const input = await this.#readStatic(used.relation);
      await this.#executor.bindInput(used.input, used.relation.schema, input, { ordinal: false });
    }
    return inputs.flatMap((input, source) =>
      input === null ? [] : partitionsOf(rowPartitions(input)).map((partition) => ({ source, partition })),
    );
  }

  /**
   * Runs the batch within an open transaction: merges the state, hands the result to the sink, evicts. Inputs must be bound;
   * `groups` is what binding them gave.
   */
  async run(
    binding: BatchBinding,
    groups: readonly InputGroup[],
    sink: Sink,
    query: { readonly id: string; readonly outputMode: OutputMode },
  ): Promise<BatchOutcome> {
    const { program } = this;
    const before = this.#stateRows ?? (await countStateRows(this.#executor, program));
    const statements = this.#prepareStatements(binding, groups);
    if (statements !== '') await this.#executor.run(statements);
    const input = await readInputStats(this.#executor, program, binding, groups);
    const result = await sink.addBatch(
      new QuerySinkBatch({
        executor: this.#executor,
        sql: bindTemplate(program.output, binding),
        schema: program.schema,
        batchId: binding.batchId,
        queryId: query.id,
        outputMode: query.outputMode,
      }),
    );
    const observed = await this.#observe(binding);
    const evictions = program.operators.flatMap((operator) => operator.evict);
    if (evictions.length > 0) await this.#executor.run(bindTemplate(evictions.join(';\n'), binding));
    const operators = await readOperatorStats(this.#executor, program, binding, before);
    this.#stateRows = new Map(operators.map((stats) => [stats.operator.operatorId, stats.numRowsTotal]));
    return { input, operators, numOutputRows: result.numOutputRows, observed };
  }

  #prepareStatements(binding: BatchBinding, groups: readonly InputGroup[]): string {
    const { sources, operators } = this.program;
    const statements = [
      ...sources.flatMap((source, i) =>
        this.#stored.has(source)
          ? []
          : materialiseSource(source, groups.filter((group) => group.source === i).length > 1),
      ),
      ...operators.flatMap((o) => o.merge),
    ];
    return bindTemplate(statements.join(';\n'), binding);
  }

  async #observe(binding: BatchBinding) {
    const observed: Record<string, Record<string, Value>> = {};
    for (const { name, query, schema } of this.program.observed) {
      const [row = []] = await this.#executor.query(bindTemplate(query, binding), schema);
      observed[name] = Object.fromEntries(schema.fields.map((field, i) => [field.name, row[i] ?? null]));
    }
    return observed;
  }
}
