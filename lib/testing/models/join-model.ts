import type { ModelBatch, ModelOutput, ModelRow, OperatorModel } from './query-model.ts';

/** A row of either side of a join. */
export interface JoinRow extends ModelRow {
  readonly k: string | null;
  readonly v: number;
}

/** `l.k = r.k AND r.t BETWEEN l.t - before AND l.t + after`. */
export interface JoinBounds {
  readonly beforeMs: number;
  readonly afterMs: number;
}

interface Kept {
  readonly row: JoinRow;
  hasMatched: boolean;
}

/**
 * Interval join of two streams with watermarks. Late rows are dropped; every pair with at least one new row comes out; a row leaves once the watermark
 * has passed the last time a partner may have, and in a left outer join comes out with nulls then if it never matched.
 */
export class JoinModel implements OperatorModel<JoinRow> {
  readonly wantsNoDataBatch = true;
  readonly #bounds: JoinBounds;
  readonly #isOuter: boolean;
  #left: readonly Kept[] = [];
  #right: readonly Kept[] = [];

  constructor(bounds: JoinBounds, isOuter: boolean) {
    this.#bounds = bounds;
    this.#isOuter = isOuter;
  }

  get stateRows(): number {
    return this.#left.length + this.#right.length;
  }

  run({ inputs: [left = [], right = []], lateMs, evictMs }: ModelBatch<JoinRow>): ModelOutput {
    const isTimely = ({ t }: JoinRow) => t === null || t > lateMs;
    const keep = (row: JoinRow): Kept => ({ row, hasMatched: false });
    const [newLeft, newRight] = [left.filter(isTimely).map(keep), right.filter(isTimely).map(keep)];
    const [allLeft, allRight] = [
      [...this.#left, ...newLeft],
      [...this.#right, ...newRight],
    ];
    const pairs = allLeft.flatMap((l) => allRight.map((r) => [l, r] as const)).filter(([l, r]) => this.#matches(l, r));
    const fresh = pairs.filter(([l, r]) => newLeft.includes(l) || newRight.includes(r));
    for (const [l] of fresh) l.hasMatched = true;
    const { beforeMs, afterMs } = this.#bounds;
    const leaves = ({ row: { t } }: Kept, reachMs: number) => t !== null && t + reachMs < evictMs;
    const unmatched = allLeft.filter((l) => this.#isOuter && !l.hasMatched && leaves(l, afterMs));
    this.#left = allLeft.filter((l) => !leaves(l, afterMs));
    this.#right = allRight.filter((r) => !leaves(r, beforeMs));
    return {
      rows: [
        ...fresh.map(([l, r]) => [l.row.k, l.row.v, r.row.v]),
        ...unmatched.map(({ row }) => [row.k, row.v, null]),
      ],
      dropped: left.length + right.length - newLeft.length - newRight.length,
    };
  }

  #matches({ row: l }: Kept, { row: r }: Kept): boolean {
    if (l.k === null || l.k !== r.k || l.t === null || r.t === null) return false;
    return r.t >= l.t - this.#bounds.beforeMs && r.t <= l.t + this.#bounds.afterMs;
  }
}
