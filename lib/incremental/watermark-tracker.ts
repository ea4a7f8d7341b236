export type WatermarkPolicy = 'min' | 'max';

/**
 * The query's watermark as batches go by. Each `withWatermark` node keeps a mark: the greatest (event time - delay) it has seen. The
 * query's watermark is the least (policy min; a node without a mark counts as 0) or the greatest of them, and never goes back.
 * | policy | marks        | watermark before | after |
 * |--------|--------------|------------------|-------|
 * | min    | 5000, none   | 0                | 0     |
 * | min    | 5000, 7000   | 0                | 5000  |
 * | max    | 5000, none   | 0                | 5000  |
 * | min    | 3000, 4000   | 3500             | 3500  |
 */
export class WatermarkTracker {
  readonly #policy: WatermarkPolicy;
  #marks: readonly (number | null)[];
  #watermarkMs: number;

  constructor(policy: WatermarkPolicy, marks: readonly (number | null)[], watermarkMs = 0) {
    this.#policy = policy;
    this.#marks = marks;
    this.#watermarkMs = watermarkMs;
  }

  get watermarkMs(): number {
    return this.#watermarkMs;
  }

  /** By watermark node, milliseconds. */
  get marks(): readonly (number | null)[] {
    return this.#marks;
  }

  /** Takes in what the nodes saw in one batch: event time less delay in milliseconds, null where no row passed. */
  update(candidates: readonly (number | null)[]): void {
    this.#marks = this.#marks.map((mark, i) => laterOf(mark, candidates[i] ?? null));
    if (this.#marks.length === 0) return;
    const known = this.#marks.map((mark) => mark ?? 0);
    const next = this.#policy === 'min' ? Math.min(...known) : Math.max(...known);
    this.#watermarkMs = Math.max(this.#watermarkMs, next);
  }
}

function laterOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
