import { Column } from '../api/column.ts';
import type { DataFrame } from '../api/data-frame.ts';
import { outputOf } from '../plan/output.ts';
import type { Untyped } from '../types/infer.ts';
import type { Row, Value } from '../types/value.ts';

/** The rows of a static frame, values by position. The columns are numbered meanwhile: two of them may share a name. */
export async function batchRows<S>(frame: DataFrame<S>): Promise<Row[]> {
  const untyped = frame as unknown as DataFrame<Untyped>;
  const numbered = outputOf(frame.plan).map((attribute, i) => new Column(() => attribute).as(`c${i}`));
  const rows = (await untyped.select(...numbered).collect()) as readonly Readonly<Record<string, Value>>[];
  return rows.map((row) => numbered.map((_, i) => row[`c${i}`] ?? null));
}
