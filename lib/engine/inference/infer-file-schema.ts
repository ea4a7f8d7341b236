import type { StructType } from '../../types/data-type.ts';
import type { ExampleFile } from './example-file.ts';
import { inferCsvSchema } from './infer-csv-schema.ts';
import { inferJsonSchema } from './infer-json-schema.ts';

/** The columns that text files hold, found out by reading them; undefined for a format whose files say it otherwise. */
export function inferFileSchema(
  format: string,
  files: readonly ExampleFile[],
  options: Readonly<Record<string, string>>,
  { caseSensitive }: { readonly caseSensitive: boolean },
): StructType | undefined {
  if (format === 'csv') return inferCsvSchema(files, options, caseSensitive);
  return format === 'json' ? inferJsonSchema(files, options) : undefined;
}
