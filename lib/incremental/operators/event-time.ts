import type { AttributeReference } from '../../expression/expr.ts';
import { isWindowType } from '../../types/data-type.ts';
import { columnName } from '../names.ts';

/** The column that carries the watermark, among these; the first one if there are several. */
export const eventTimeAttribute = (attributes: readonly AttributeReference[]): AttributeReference | undefined =>
  attributes.find((attribute) => attribute.metadata.watermarkDelayMs !== undefined);

/** The instant that is compared with the watermark: the column itself, or the end of a window. */
export function eventTimeSql(attribute: AttributeReference): string {
  const column = columnName(attribute);
  return isWindowType(attribute.dataType) ? `struct_extract(${column}, 'end')` : column;
}

/** True where `instant` is at or below the watermark; never null, so a null instant is neither late nor evicted. */
export const atOrBelow = (instant: string, watermark: string): string => `coalesce(${instant} <= ${watermark}, false)`;
