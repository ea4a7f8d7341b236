import type { ConnectorContext, SourceProvider } from '../contracts/connector.ts';
import { BAD_RECORD_COLUMN, type Executor, PARTITION_COLUMN } from '../contracts/executor.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { StreamingQueryProgress } from '../contracts/progress.ts';
import { hasQuarantine, type QuarantineTarget } from '../contracts/quarantine.ts';
import type { Sink } from '../contracts/sink.ts';
import type { BatchInput } from '../contracts/source.ts';
import type { BatchProgram, ProgramSource } from '../incremental/batch-program.ts';
import { badRecordsTable, materialiseSource, splitBadRecords } from '../incremental/program-builder.ts';
import { type BatchBinding, bindTemplate } from '../incremental/template.ts';
import type { StaticRelation } from '../plan/logical-plan.ts';
import { LongType, StringType, structField, structType } from '../types/data-type.ts';
import type { Value } from '../types/value.ts';
import { type Clock, SystemClock } from '../util/clock.ts';
import { type InputGroup, type InputStats, readInputStats } from './batch-stats.ts';
import { partitionsOf, rowPartitions } from './input-partitions.ts';
import { countStateRows, type OperatorStats, readOperatorStats } from './operator-stats.ts';
import { QuerySinkBatch } from './query-sink-batch.ts';

/** What one batch did. */
export interface BatchOutcome {
  readonly input: InputStats;
  /** Records that went into quarantine, by source that has one. */
  readonly quarantined: ReadonlyMap<number, number>;
  readonly operators: readonly OperatorStats[];
  /** Of all operators together. */
  readonly stateTimes: { readonly updatesMs: number; readonly removalsMs: number };
  readonly numOutputRows: number;
  readonly observed: StreamingQueryProgress['observedMetrics'];
}

/** What binding the inputs of a batch gave. */
interface BoundInputs {
  /** By source, where they are known. */
  readonly rows: readonly (number | undefined)[];
  /** Partitions that the rows come from. */
  readonly groups: readonly InputGroup[];
  /** Sources whose malformed records are left out. */
  readonly quarantined: readonly number[];
}

const BAD_RECORDS = structType([structField('record', StringType), structField('rows', LongType)]);

const isQuarantined = (input: BatchInput | null): boolean =>
  input !== null && (input.kind === 'files' || input.kind === 'json') && hasQuarantine(input.options);

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
  readonly #quarantines: readonly (QuarantineTarget | undefined)[];
  readonly #clock: Clock;
  #stateRows: ReadonlyMap<number, number> | undefined;
  /** Sources whose rows are in their tables since they were bound. */
  readonly #stored = new Set<ProgramSource>();

  /** `quarantines`: by source, where its malformed records go; `clock` times the work on the state. */
  constructor(
    program: BatchProgram,
    executor: Executor,
    readStatic: StaticReader,
    quarantines: readonly (QuarantineTarget | undefined)[] = [],
    clock: Clock = new SystemClock(),
  ) {
    this.program = program;
    this.#quarantines = quarantines;
    this.#clock = clock;
    this.#executor = executor;
    this.#readStatic = readStatic;
  }

  /** The state tables were changed otherwise than by a batch that was committed. */
  forgetState(): void {
    this.#stateRows = undefined;
  }

  /** Binds the batch's rows, by source of the program; null: no rows. */
  async bindInputs(inputs: readonly (BatchInput | null)[]): Promise<BoundInputs> {
    const statics: BatchInput[] = [];
    for (const used of this.program.statics) statics.push(await this.#readStatic(used.relation));
    const read = [...inputs.filter((input) => input !== null), ...statics];
    // A static plan may make many rows out of none.
    if (this.program.sources.length > 0) await this.#executor.expectWork(read, this.#storedRows);
    const rows: (number | undefined)[] = [];
    for (const [i, source] of this.program.sources.entries()) {
      const input: BatchInput = inputs[i] ?? { kind: 'rows', rows: [] };
      const use = { ordinal: false, columns: source.columns, table: source.table };
      const { isStored, ...bound } = await this.#executor.bindInput(source.input, source.relation.schema, input, use);
      rows.push(isStored || !isQuarantined(input) ? bound.rows : undefined);
      if (isStored) this.#stored.add(source);
      else this.#stored.delete(source);
    }
    for (const [i, used] of this.program.statics.entries())
      await this.#executor.bindInput(used.input, used.relation.schema, statics[i] as BatchInput, { ordinal: false });
    const groups = inputs.flatMap((input, source) =>
      input === null ? [] : partitionsOf(rowPartitions(input)).map((partition) => ({ source, partition })),
    );
    return { rows, groups, quarantined: inputs.flatMap((input, i) => (isQuarantined(input) ? [i] : [])) };
  }

  /**
   * Runs the batch within an open transaction: merges the state, hands the result to the sink, evicts. Inputs must be bound;
   * `inputs` is what binding them gave.
   */
  async run(
    binding: BatchBinding,
    inputs: BoundInputs,
    sink: Sink,
    query: { readonly id: string; readonly outputMode: OutputMode; readonly isRerun: boolean },
  ): Promise<BatchOutcome> {
    const { program } = this;
    const before = this.#stateRows ?? (await countStateRows(this.#executor, program));
    const updatesMs = await this.#timed(this.#prepareStatements(binding, inputs));
    const quarantined = await this.#quarantine(binding.batchId, inputs.quarantined);
    const input = await readInputStats(this.#executor, program, binding, inputs);
    const result = await sink.addBatch(
      new QuerySinkBatch({
        executor: this.#executor,
        sql: bindTemplate(program.output, binding),
        schema: program.schema,
        batchId: binding.batchId,
        queryId: query.id,
        outputMode: query.outputMode,
        isRerun: query.isRerun,
      }),
    );
    const observed = await this.#observe(binding);
    const evictions = program.operators.flatMap((operator) => operator.evict);
    const removalsMs = await this.#timed(bindTemplate(evictions.join(';\n'), binding));
    const operators = await readOperatorStats(this.#executor, program, binding, before);
    this.#stateRows = new Map(operators.map((stats) => [stats.operator.operatorId, stats.numRowsTotal]));
    const stateTimes = { updatesMs, removalsMs };
    return { input, quarantined, operators, stateTimes, numOutputRows: result.numOutputRows, observed };
  }

  /** Rows of state before the batch; infinitely many where nobody has counted them. */
  get #storedRows(): number {
    if (this.program.operators.length === 0) return 0;
    if (this.#stateRows === undefined) return Number.POSITIVE_INFINITY;
    return [...this.#stateRows.values()].reduce((sum, rows) => sum + rows, 0);
  }

  /** Runs statements; gives how long they took. */
  async #timed(statements: string): Promise<number> {
    if (statements === '') return 0;
    const startMs = this.#clock.now();
    await this.#executor.run(statements);
    return this.#clock.now() - startMs;
  }

  #prepareStatements(binding: BatchBinding, { groups, quarantined }: BoundInputs): string {
    const { sources, operators } = this.program;
    const statements = [
      ...sources.flatMap((source, i) => {
        if (this.#stored.has(source)) return [];
        const isPartitioned = groups.filter((group) => group.source === i).length > 1;
        const isSplit = quarantined.includes(i);
        const hidden = [...(isPartitioned ? [PARTITION_COLUMN] : []), ...(isSplit ? [BAD_RECORD_COLUMN] : [])];
        return [materialiseSource(source, hidden), ...(isSplit ? [splitBadRecords(source)] : [])];
      }),
      ...operators.flatMap((o) => o.merge),
    ];
    return bindTemplate(statements.join(';\n'), binding);
  }

  /** Hands the records that were left out to their targets; gives how many there were, by source. */
  async #quarantine(batchId: number, sources: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const counts = new Map<number, number>();
    for (const i of sources) {
      const source = this.program.sources[i] as ProgramSource;
      const records = await this.#executor.badRecords(source.input, await this.#malformed(source));
      if (records.length > 0) await this.#quarantines[i]?.add({ batchId, records });
      counts.set(i, records.length);
    }
    return counts;
  }

  /** Texts of the malformed records of a source, and how many rows of each there are. */
  async #malformed(source: ProgramSource): Promise<ReadonlyMap<string, number>> {
    // What could be read right into the table has none.
    if (this.#stored.has(source)) return new Map();
    const rows = await this.#executor.query(`SELECT record, rows FROM ${badRecordsTable(source)}`, BAD_RECORDS);
    return new Map(rows.map(([record, count]) => [String(record), Number(count)]));
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
