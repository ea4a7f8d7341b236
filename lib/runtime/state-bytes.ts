import type { StateTable } from '../contracts/state-table.ts';
import { quoteIdentifier } from '../expression/duckdb-sql.ts';

/** Rows whose values are looked at where their size differs: one vector of DuckDB's. */
const SAMPLE_ROWS = 2048;
/** Up to here looking at lengths costs less than taking a sample does. */
const SMALL_TABLE_ROWS = 65_536;

const WIDTHS: Readonly<Record<string, number>> = {
  ...{ BOOLEAN: 1, TINYINT: 1, UTINYINT: 1, SMALLINT: 2, USMALLINT: 2 },
  ...{ INTEGER: 4, UINTEGER: 4, FLOAT: 4, DATE: 4 },
  ...{ HUGEINT: 16, UHUGEINT: 16, UUID: 16, INTERVAL: 16 },
};
/** Of numbers, times and pointers. */
const WORD = 8;
/** Of the header of a text or list, which holds short texts itself. */
const HEADER = 16;
const INLINE = 12;

/**
 * SELECT of one row: the table's rows, and the bytes that they take in memory: widths of the types, and of texts and lists the mean, which is that of a sample
 * where there are more than a few rows (`about` so many) or values must be printed to be measured.
 */
export function stateSizeSql({ name, columns }: StateTable, about: number): string {
  const fixed = columns.reduce((sum, { type }) => sum + fixedBytes(type), 0);
  const varying = columns.flatMap(({ name: column, type }) => varyingBytes(quoteIdentifier(column), type) ?? []);
  const bytes = (rows: string, mean: string): string =>
    varying.length === 0 ? `${rows} * ${fixed}` : `CAST(round(${rows} * (${fixed} + coalesce(${mean}, 0))) AS BIGINT)`;
  const mean = `avg(${varying.join(' + ')})`;
  const isQuick = about <= SMALL_TABLE_ROWS && !columns.some(({ type }) => isPrinted(type));
  if (varying.length === 0 || isQuick) return `SELECT count(*), ${bytes('count(*)', mean)} FROM ${name}`;
  const sample = `SELECT ${mean} AS mean FROM (SELECT * FROM ${name} LIMIT ${SAMPLE_ROWS})`;
  return `SELECT rows, ${bytes('rows', 'mean')} FROM (SELECT count(*) AS rows FROM ${name}), (${sample})`;
}

function fixedBytes(type: string): number {
  if (isVarying(type)) return HEADER;
  const precision = /^DECIMAL\((\d+)/.exec(type)?.[1];
  if (precision !== undefined) return decimalBytes(Number(precision));
  return WIDTHS[type] ?? WORD;
}

function decimalBytes(precision: number): number {
  if (precision <= 4) return 2;
  if (precision <= 9) return 4;
  return precision <= 18 ? WORD : 16;
}

/** Texts, bytes and everything nested. */
const isVarying = (type: string): boolean => /^(VARCHAR|BLOB|JSON)$|\[\d*\]$|^(STRUCT|MAP|UNION)\(/.test(type);

const elementOf = (type: string): string | undefined => /^(.*)\[\]$/.exec(type)?.[1];

/** Nested values with texts in them. */
const isPrinted = (type: string): boolean =>
  isVarying(type) && !/^(VARCHAR|BLOB)$/.test(type) && isVarying(elementOf(type) ?? type);

/** SQL for what a value takes beside its header; of nested values with texts in them, their printed length stands for it. */
function varyingBytes(column: string, type: string): string | undefined {
  if (!isVarying(type)) return undefined;
  const element = elementOf(type);
  if (element !== undefined && !isVarying(element)) return `coalesce(len(${column}) * ${fixedBytes(element)}, 0)`;
  if (type === 'BLOB') return beyondHeader(`octet_length(${column})`);
  return beyondHeader(`strlen(CAST(${column} AS VARCHAR))`);
}

const beyondHeader = (length: string): string => `CASE WHEN ${length} > ${INLINE} THEN ${length} ELSE 0 END`;
