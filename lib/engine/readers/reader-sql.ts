import type { BatchInput } from '../../contracts/source.ts';
import type { StructType } from '../../types/data-type.ts';

export function readerSql(
  _schema: StructType,
  _input: Extract<BatchInput, { readonly kind: 'files' }>,
  _timeZone: string,
): string {
  throw new Error('not yet');
}
