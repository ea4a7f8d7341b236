/**
 * Restricts a relation to the keys that occur in another one of the same column names; null keys are equal. Keys of `neverNull` are compared by `=` (nulls among them
 * meet nothing), by which DuckDB passes over the parts of the relation whose range of values lies elsewhere.
 */
export const semiJoin = (
  keys: readonly string[],
  relation: string,
  neverNull: ReadonlySet<string> = new Set(),
): string => keyJoin('SEMI', keys, relation, neverNull);

/** Restricts a relation to the keys that do not occur in another one. */
export const antiJoin = (keys: readonly string[], relation: string): string =>
  keyJoin('ANTI', keys, relation, new Set());

function keyJoin(
  kind: 'SEMI' | 'ANTI',
  keys: readonly string[],
  relation: string,
  neverNull: ReadonlySet<string>,
): string {
  const renamed = keys.map((key) => `${key} AS p_${key}`).join(', ');
  const condition = keys.map((key) => `${key} ${neverNull.has(key) ? '=' : 'IS NOT DISTINCT FROM'} p_${key}`);
  return ` ${kind} JOIN (SELECT ${renamed} FROM ${relation}) ON ${condition.join(' AND ')}`;
}
