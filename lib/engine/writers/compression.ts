import { QueryStartError } from '../../errors/index.ts';
import { option } from '../readers/record-options.ts';
import { TEXT_COMPRESSIONS, type TextCompression } from './write-lines.ts';

type Options = Readonly<Record<string, string>>;

const PARQUET: Readonly<Record<string, string>> = {
  none: 'uncompressed',
  uncompressed: 'uncompressed',
  snappy: 'snappy',
  gzip: 'gzip',
  zstd: 'zstd',
};

/** The compression of a Parquet writer in DuckDB's words. */
export function parquetCompression(options: Options): string {
  const value = chosen(options, 'snappy');
  return PARQUET[value] ?? refuse('parquet', value, Object.keys(PARQUET));
}

/** The compression of a writer of text. */
export function textCompression(format: string, options: Options): TextCompression {
  const value = chosen(options, 'none');
  if (value in TEXT_COMPRESSIONS) return value as TextCompression;
  return refuse(format, value, Object.keys(TEXT_COMPRESSIONS));
}

const chosen = (options: Options, byDefault: string): string =>
  (option(options, 'compression') ?? option(options, 'codec') ?? byDefault).toLowerCase();

function refuse(format: string, value: string, allowed: readonly string[]): never {
  throw new QueryStartError('INVALID_OPTION', {
    where: `${format} writer`,
    name: 'compression',
    value,
    why: 'it is not a compression of this format',
    allowed: allowed.join(', '),
  });
}
