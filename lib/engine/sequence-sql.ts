import type { BatchInput } from '../contracts/source.ts';
import { quoteIdentifier } from '../expression/duckdb-sql.ts';
import type { StructType } from '../types/data-type.ts';

type Sequence = Extract<BatchInput, { readonly kind: 'sequence' }>;

/** SELECT of an arithmetic sequence: the timestamp column and the value column, in the schema's order, and the ordinal. */
export function sequenceSql(schema: StructType, input: Sequence): string {
  const length = input.to - input.from;
  const divisor = 2n * (length || 1n);
  const offset = `CAST((2 * CAST(i AS HUGEINT) * ${input.spanMicros} + ${divisor / 2n}) // ${divisor} AS BIGINT)`;
  const columns = schema.fields.map((field) =>
    field.dataType.kind === 'timestamp'
      ? `make_timestamptz(${input.baseMicros} + ${offset}) AS ${quoteIdentifier(field.name)}`
      : `i + ${input.from} AS ${quoteIdentifier(field.name)}`,
  );
  return `SELECT ${columns.join(', ')}, i AS __ordinal FROM range(${length}) AS r(i)`;
}
