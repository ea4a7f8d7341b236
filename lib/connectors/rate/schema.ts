import { QueryStartError } from '../../errors/index.ts';
import { LongType, type StructType, structField, structType, TimestampType } from '../../types/data-type.ts';

const SCHEMA = structType([structField('timestamp', TimestampType), structField('value', LongType)]);

/** The columns of both rate sources, which take no schema. */
export function rateSchema(provider: string, userSchema: StructType | undefined): StructType {
  if (userSchema !== undefined) throw new QueryStartError('_LEGACY_ERROR_TEMP_2242', { provider });
  return SCHEMA;
}
