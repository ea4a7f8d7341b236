import type { OutputMode } from '../../contracts/output-mode.ts';
import { aggregateValues, type MeasuredRow } from './aggregates.ts';
import type { ModelBatch, ModelOutput, OperatorModel } from './query-model.ts';

/** Length and slide of windows, milliseconds. */
export interface WindowShape {
  readonly sizeMs: number;
  readonly slideMs: number;
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly k: string | null;
  readonly rows: MeasuredRow[];
}

/** `GROUP BY window(t, size, slide), k`: groups at or below the late watermark are dropped (but in complete mode), those at or below the eviction watermark leave. */
export class WindowModel implements OperatorModel<MeasuredRow> {
  readonly wantsNoDataBatch: boolean;
  readonly #shape: WindowShape;
  readonly #mode: OutputMode;
  #groups = new Map<string, Group>();

  constructor(shape: WindowShape, mode: OutputMode) {
    this.#shape = shape;
    this.#mode = mode;
    this.wantsNoDataBatch = mode !== 'complete';
  }

  get stateRows(): number {
    return this.#groups.size;
  }

  run({ inputs: [rows = []], lateMs, evictMs }: ModelBatch<MeasuredRow>): ModelOutput {
    const incoming = new Map<string, Group>();
    for (const row of rows) {
      for (const [start, end] of windowsOf(row.t, this.#shape)) {
        const id = JSON.stringify([start, row.k]);
        const group = incoming.get(id) ?? { start, end, k: row.k, rows: [] };
        group.rows.push(row);
        incoming.set(id, group);
      }
    }
    const isLate = ({ end }: Group) => this.#mode !== 'complete' && end <= lateMs;
    const isClosed = ({ end }: Group) => this.#mode !== 'complete' && end <= evictMs;
    const touched = [...incoming].filter(([, group]) => !isLate(group));
    for (const [id, group] of touched) {
      const earlier = this.#groups.get(id)?.rows ?? [];
      this.#groups.set(id, { ...group, rows: [...earlier, ...group.rows] });
    }
    const shown = {
      append: [...this.#groups.values()].filter(isClosed),
      update: touched.map(([id]) => this.#groups.get(id) as Group),
      complete: [...this.#groups.values()],
    }[this.#mode];
    this.#groups = new Map([...this.#groups].filter(([, group]) => !isClosed(group)));
    return { rows: shown.map(outputRow), dropped: incoming.size - touched.length };
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();

const outputRow = ({ start, end, k, rows }: Group) => [iso(start), iso(end), k, ...aggregateValues(rows)];

/** Every window that holds the time: start included, end not. */
function windowsOf(t: number | null, { sizeMs, slideMs }: WindowShape): (readonly [start: number, end: number])[] {
  if (t === null) return [];
  const windows: (readonly [number, number])[] = [];
  for (let start = Math.floor(t / slideMs) * slideMs; start > t - sizeMs; start -= slideMs)
    windows.push([start, start + sizeMs]);
  return windows;
}
