import { faultSql, letSql } from './duckdb-sql.ts';

const KEYS = '"\u03bbkeys#"';

/** SQL of a map out of lists of its keys and values. Null keys and repeated keys are faults before DuckDB sees them. */
export function checkedMap(keys: string, values: string): string {
  const twice = `list_extract(list_filter(${KEYS}, lambda e, i: list_position(${KEYS}, e) < i), 1)`;
  const duplicate = faultSql('DUPLICATED_MAP_KEY', {}, { key: `CAST(${twice} AS VARCHAR)` });
  const hasNull = `len(list_filter(${KEYS}, lambda e: e IS NULL)) > 0`;
  const repeats = `len(list_distinct(${KEYS})) < len(${KEYS})`;
  return letSql(
    KEYS,
    keys,
    `CASE WHEN ${hasNull} THEN ${faultSql('NULL_MAP_KEY')} WHEN ${repeats} THEN ${duplicate} ELSE map(${KEYS}, ${values}) END`,
  );
}
