import type { StateTable } from '../contracts/state-table.ts';
import { quoteIdentifier } from '../expression/duckdb-sql.ts';

/** Rows whose values are looked at where their size differs: one vector of DuckDB's. */
const SAMPLE_ROWS = 2048;

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

/** SQL for the bytes that a table's rows take in memory, `rows` being SQL for their number: widths of the types, and of texts and lists the mean of a sample. */
export function stateBytesSql({ name, columns }: StateTable, rows: string): string {
  const fixed = columns.reduce((sum, { type }) => sum + fixedBytes(type), 0);
  const varying = columns.flatMap(({ name: column, type }) => varyingBytes(quoteIdentifier(column), type) ?? []);
  if (varying.length === 0) return `${rows} * ${fixed}`;
  const sample = `SELECT ${varying.join(' + ')} AS bytes FROM (SELECT * FROM ${name} LIMIT ${SAMPLE_ROWS})`;
  return `round(${rows} * (${fixed} + coalesce((SELECT avg(bytes) FROM (${sample})), 0)))`;
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

/** SQL for what a value takes beside its header; of nested values with texts in them, their printed length stands for it. */
function varyingBytes(column: string, type: string): string | undefined {
  if (!isVarying(type)) return undefined;
  const element = /^(.*)\[\]$/.exec(type)?.[1];
  if (element !== undefined && !isVarying(element)) return `coalesce(len(${column}) * ${fixedBytes(element)}, 0)`;
  if (type === 'BLOB') return beyondHeader(`octet_length(${column})`);
  return beyondHeader(`strlen(CAST(${column} AS VARCHAR))`);
}

const beyondHeader = (length: string): string => `CASE WHEN ${length} > ${INLINE} THEN ${length} ELSE 0 END`;
