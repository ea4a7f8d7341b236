import { aggregateValues, type MeasuredRow } from './aggregates.ts';
import type { ModelBatch, ModelOutput, OperatorModel } from './query-model.ts';

interface Session {
  readonly start: number;
  readonly end: number;
  readonly k: string | null;
  readonly rows: readonly MeasuredRow[];
}

/**
 * `GROUP BY session_window(t, gap), k` in append mode: each row is a session [t, t + gap), dropped if it ends at or below the late watermark; sessions of a
 * key that overlap or touch are one; those that end at or below the eviction watermark come out and leave.
 */
export class SessionModel implements OperatorModel<MeasuredRow> {
  readonly wantsNoDataBatch = true;
  readonly #gapMs: number;
  #sessions: readonly Session[] = [];

  constructor(gapMs: number) {
    this.#gapMs = gapMs;
  }

  get stateRows(): number {
    return this.#sessions.length;
  }

  run({ inputs: [rows = []], lateMs, evictMs }: ModelBatch<MeasuredRow>): ModelOutput {
    const incoming = rows.flatMap((row): Session[] =>
      row.t === null ? [] : [{ start: row.t, end: row.t + this.#gapMs, k: row.k, rows: [row] }],
    );
    const late = incoming.filter(({ end }) => end <= lateMs);
    const merged = merge([...this.#sessions, ...incoming.filter(({ end }) => end > lateMs)]);
    this.#sessions = merged.filter(({ end }) => end > evictMs);
    return {
      rows: merged.filter(({ end }) => end <= evictMs).map(outputRow),
      dropped: new Set(late.map(({ start, k }) => JSON.stringify([start, k]))).size,
    };
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();

const outputRow = ({ start, end, k, rows }: Session) => [iso(start), iso(end), k, ...aggregateValues(rows)];

function merge(sessions: readonly Session[]): Session[] {
  const merged: Session[] = [];
  for (const session of sessions.toSorted((a, b) => a.start - b.start)) {
    const index = merged.findIndex(({ k, end }) => k === session.k && session.start <= end);
    const open = merged[index];
    if (open === undefined) merged.push(session);
    else merged[index] = { ...open, end: Math.max(open.end, session.end), rows: [...open.rows, ...session.rows] };
  }
  return merged;
}
