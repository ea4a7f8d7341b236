import type { Json } from '../../util/json.ts';
import type { ModelRow } from './query-model.ts';

/** A row of the tests of aggregates. */
export interface MeasuredRow extends ModelRow {
  readonly k: string | null;
  readonly v: number | null;
}

/** The select list that {@link aggregateValues} recomputes. */
export const AGGREGATE_SQL =
  'count(*) AS n, count(v) AS c, sum(v) AS s, min(v) AS lo, max(v) AS hi, avg(v) AS mean, stddev(v) AS dev, ' +
  'collect_list(v) AS list, sort_array(collect_set(v)) AS distinct';

/** Aggregates over rows in the order of their arrival, all rows at hand. */
export function aggregateValues(rows: readonly MeasuredRow[]): Json[] {
  const values = rows.map(({ v }) => v).filter((v) => v !== null);
  const sum = values.reduce((a, b) => a + b, 0);
  const mean = sum / values.length;
  const squares = values.reduce((total, v) => total + (v - mean) ** 2, 0);
  const some = <T>(value: T) => (values.length === 0 ? null : value);
  return [
    rows.length,
    values.length,
    some(sum),
    some(Math.min(...values)),
    some(Math.max(...values)),
    some(mean),
    values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)),
    values,
    [...new Set(values)].sort((a, b) => a - b),
  ];
}
