/** DuckDB's list functions drop nulls or order where Spark keeps them: distinct values in order of first appearance, null included. */
export const distinctList = (list: string): string =>
  `list_filter(${list}, lambda e, i: CASE WHEN e IS NULL THEN len(list_filter(${list}[1:i - 1], lambda p: p IS NULL)) = 0 ELSE list_position(${list}, e) = i END)`;

/** Whether an element is null. */
export const hasNull = (list: string): string => `(len(list_filter(${list}, lambda e: e IS NULL)) > 0)`;

/** Whether a value, null included, is an element. */
export const listHolds = (list: string, value: string): string =>
  `CASE WHEN ${value} IS NULL THEN ${hasNull(list)} ELSE list_contains(${list}, ${value}) END`;

/** The value where neither of two others is null. */
export const bothThere = (a: string, b: string, value: string): string =>
  `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN ${value} END`;
