import type { DataType } from '../types/data-type.ts';
import { duckDbType, quoteString } from './duckdb-sql.ts';

/** The two hash functions of Spark, as families of JavaScript builtins `<prefix>_int`, `_long`, `_double`, `_float`, `_text`, `_bytes`, `_decimal`. */
export type HashFamily = 'mr_xxhash64' | 'mr_murmur3';

const SEED_TYPE: Readonly<Record<HashFamily, string>> = Object.freeze({ mr_xxhash64: 'BIGINT', mr_murmur3: 'INTEGER' });

/** SQL of Spark's hash of a value of a type, continued from `seed`; null leaves the seed as it is. */
export function hashSql(family: HashFamily, value: string, type: DataType, seed: string): string {
  const hash = (kind: string, argument: string): string => `coalesce(${family}_${kind}(${argument}, ${seed}), ${seed})`;
  switch (type.kind) {
    case 'null':
      return seed;
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'yearMonthInterval':
      return hash('int', `CAST(${value} AS INTEGER)`);
    case 'date':
      return hash('int', `CAST(${value} - DATE '1970-01-01' AS INTEGER)`);
    case 'long':
    case 'dayTimeInterval':
      return hash('long', value);
    case 'timestamp':
    case 'timestamp_ntz':
      return hash('long', `epoch_us(${value})`);
    case 'float':
    case 'double':
      return hash(type.kind, `CAST(${value} AS DOUBLE)`);
    case 'decimal':
      return type.precision <= 18
        ? hash('long', `CAST(CAST(${value} AS DECIMAL(38,${type.scale})) * ${10n ** BigInt(type.scale)} AS BIGINT)`)
        : hash('decimal', `CAST(${value} AS VARCHAR)`);
    case 'binary':
      return hash('bytes', `hex(${value})`);
    case 'struct':
      return type.fields.reduce(
        (s, f) => hashSql(family, `struct_extract(${value}, ${quoteString(f.name)})`, f.dataType, s),
        seed,
      );
    case 'array':
      return arrayHash(family, value, type.elementType, seed);
    default:
      return hash('text', `CAST(${value} AS VARCHAR)`);
  }
}

function arrayHash(family: HashFamily, list: string, element: DataType, seed: string): string {
  const pair = (hash: string, value: string): string =>
    `struct_pack(h := CAST(${hash} AS ${SEED_TYPE[family]}), v := CAST(${value} AS ${duckDbType(element)}))`;
  const steps = `list_transform(${list}, lambda e: ${pair('NULL', 'e')})`;
  const step = pair(hashSql(family, `struct_extract(b, 'v')`, element, `struct_extract(a, 'h')`), 'NULL');
  return `coalesce(struct_extract(list_reduce(${steps}, lambda a, b: ${step}, ${pair(seed, 'NULL')}), 'h'), ${seed})`;
}
