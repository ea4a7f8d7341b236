/** Restricts a relation to the keys that occur in another one of the same column names; null keys are equal. */
export const semiJoin = (keys: readonly string[], relation: string): string => keyJoin('SEMI', keys, relation);

/** Restricts a relation to the keys that do not occur in another one. */
export const antiJoin = (keys: readonly string[], relation: string): string => keyJoin('ANTI', keys, relation);

function keyJoin(kind: 'SEMI' | 'ANTI', keys: readonly string[], relation: string): string {
  const renamed = keys.map((key) => `${key} AS p_${key}`).join(', ');
  const condition = keys.map((key) => `${key} IS NOT DISTINCT FROM p_${key}`).join(' AND ');
  return ` ${kind} JOIN (SELECT ${renamed} FROM ${relation}) ON ${condition}`;
}
