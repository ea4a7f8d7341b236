import type { Json } from '../../util/json.ts';

/**
 * Short, naive recomputations of Spark's streaming rules, independent of the engine: what property tests compare it with. Event times are
 * milliseconds since 1970; null: none.
 */
export interface ModelRow {
  readonly t: number | null;
}

/** One batch as an operator sees it: late rows go by the watermark of the batch before, evictions by its own. */
export interface ModelBatch<R> {
  /** By source. */
  readonly inputs: readonly (readonly R[])[];
  readonly lateMs: number;
  readonly evictMs: number;
}

/** What a batch put out, rows as the cases write them, and what it dropped as late. */
export interface ModelOutput {
  readonly rows: readonly Json[];
  readonly dropped: number;
}

/** A stateful operator in plain terms; one instance lives as long as its query. */
export interface OperatorModel<R> {
  readonly wantsNoDataBatch: boolean;
  readonly stateRows: number;
  run(batch: ModelBatch<R>): ModelOutput;
}

/** What a query did with the input of one step: a batch, and one without input if the watermark moved. */
export interface ModelStep extends ModelOutput {
  /** By which the last batch ran. */
  readonly watermarkMs: number;
  readonly stateRows: number;
}

/** How the inputs of a query move its watermark. */
export interface WatermarkRules<R> {
  /** By source. */
  readonly delaysMs: readonly number[];
  /** Rows that do not reach the watermark, since a filter below it drops them. */
  readonly isFiltered?: (row: R, source: number) => boolean;
  readonly noDataBatches: boolean;
}

/** Runs a query step by step; each step is the rows by source, at least one of them. */
export function runQueryModel<R extends ModelRow>(
  operator: OperatorModel<R>,
  steps: readonly (readonly (readonly R[])[])[],
  { delaysMs, isFiltered = () => false, noDataBatches }: WatermarkRules<R>,
): ModelStep[] {
  const marks: (number | undefined)[] = delaysMs.map(() => undefined);
  let [lateMs, evictMs, nextMs] = [0, 0, 0];
  const runBatch = (inputs: readonly (readonly R[])[]): ModelOutput => {
    [lateMs, evictMs] = [evictMs, nextMs];
    const reaching = inputs.map((rows, source) => rows.filter((row) => !isFiltered(row, source)));
    reaching.forEach((rows, source) => {
      const candidates = rows.map(({ t }) => (t ?? 0) - (delaysMs[source] ?? 0));
      if (candidates.length > 0) marks[source] = Math.max(marks[source] ?? -Infinity, ...candidates);
    });
    nextMs = Math.max(nextMs, Math.min(...marks.map((mark) => mark ?? 0)));
    return operator.run({ inputs: reaching, lateMs, evictMs });
  };
  return steps.map((inputs) => {
    const outputs = [runBatch(inputs)];
    if (noDataBatches && operator.wantsNoDataBatch && nextMs > evictMs) outputs.push(runBatch(inputs.map(() => [])));
    return {
      rows: outputs.flatMap(({ rows }) => rows),
      dropped: outputs.reduce((sum, { dropped }) => sum + dropped, 0),
      watermarkMs: evictMs,
      stateRows: operator.stateRows,
    };
  });
}
