import { QueryStartError } from '../../errors/index.ts';
import { option } from '../readers/record-options.ts';
import { TEXT_COMPRESSIONS, type TextCompression } from './write-lines.ts';

type Options = Readonly<Record<string, string>>;

const PARQUET: Record<string, { readonly name: string; readonly suffix: string }> = {
  none: { name: 'uncompressed', suffix: '' },
  uncompressed: { name: 'uncompressed', suffix: '' },
  snappy: { name: 'snappy', suffix: '.snappy' },
  gzip: { name: 'gzip', suffix: '.gz' },
  zstd: { name: 'zstd', suffix: '.zstd' },
};

/** The compression of a Parquet writer in DuckDB's words. */
export const parquetCompression = (options: Options): string => parquet(options).name;

function parquet(options: Options): { readonly name: string; readonly suffix: string } {
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

/** The end of the names of files that a writer writes, as in Spark: `.snappy.parquet`, `.json.gz`, `.csv`, `.txt`. */
export function fileSuffix(format: string, options: Options): string {
  if (format === 'parquet') return `${parquet(options).suffix}.parquet`;
  return `.${format === 'text' ? 'txt' : format}${TEXT_COMPRESSIONS[textCompression(format, options)].suffix}`;
}

function refuse(format: string, value: string, allowed: readonly string[]): never {
  throw new QueryStartError('INVALID_OPTION', {
    where: `${format} writer`,
    name: 'compression',
    value,
    why: 'it is not a compression of this format',
    allowed: allowed.join(', '),
  });
}
