import { AnalysisError } from '../errors/index.ts';
import { canCast } from '../expression/coercion.ts';
import { type AttributeReference, alias, cast, type Expr, literal } from '../expression/expr.ts';
import { type DataType, isNumeric, type StructField, type StructType, sameType, sqlName } from '../types/data-type.ts';
import type { SameName } from './frame-columns.ts';

/** The columns as a schema wants them, by name: in its order, cast to its types, with null for those that may be missing. */
export function conformTo(
  output: readonly AttributeReference[],
  schema: StructType,
  sameName: SameName,
): readonly Expr[] {
  return schema.fields.map((field) => {
    const found = output.filter((column) => sameName(column.name, field.name));
    if (found.length > 1)
      throw new AnalysisError('AMBIGUOUS_COLUMN_OR_FIELD', { name: `\`${field.name}\``, n: found.length });
    const [column] = found;
    return column === undefined ? missing(field, output) : conformed(column, field);
  });
}

function missing(field: StructField, output: readonly AttributeReference[]): Expr {
  if (field.nullable) return alias(literal(null, field.dataType), field.name);
  throw new AnalysisError('UNRESOLVED_COLUMN.WITH_SUGGESTION', {
    objectName: `\`${field.name}\``,
    proposal: output.map(({ name }) => `\`${name}\``).join(', '),
  });
}

function conformed(column: AttributeReference, field: StructField): Expr {
  if (column.nullable && !field.nullable)
    throw new AnalysisError('NULLABLE_COLUMN_OR_FIELD', { name: `\`${column.name}\`` });
  if (sameType(column.dataType, field.dataType)) return alias(column, field.name);
  if (isStorable(column.dataType, field.dataType)) return alias(cast(column, field.dataType), field.name);
  throw new AnalysisError('INVALID_COLUMN_OR_FIELD_DATA_TYPE', {
    name: `\`${column.name}\``,
    type: `"${sqlName(column.dataType)}"`,
    expectedType: `"${sqlName(field.dataType)}"`,
  });
}

/** Spark's ANSI rules of storing: numbers as numbers, anything atomic as text, dates as timestamps and back; no text as something else. */
function isStorable(from: DataType, to: DataType): boolean {
  if (from.kind === 'null') return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (to.kind === 'string') return canCast(from, to) && !['array', 'map', 'struct', 'binary'].includes(from.kind);
  if (TIMES.has(from.kind) && TIMES.has(to.kind)) return true;
  if (from.kind === 'array' && to.kind === 'array') return isStorable2(from.elementType, to.elementType);
  if (from.kind === 'map' && to.kind === 'map')
    return isStorable2(from.keyType, to.keyType) && isStorable2(from.valueType, to.valueType);
  return false;
}

const isStorable2 = (from: DataType, to: DataType): boolean => sameType(from, to) || isStorable(from, to);

const TIMES: ReadonlySet<DataType['kind']> = new Set(['date', 'timestamp', 'timestamp_ntz']);
