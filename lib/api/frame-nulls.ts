import { unresolvedColumn } from '../analysis/suggestions.ts';
import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, alias, call, caseWhen, cast, type Expr, literal } from '../expression/expr.ts';
import { BooleanType, type DataType, DoubleType, isFractional, isNumeric, StringType } from '../types/data-type.ts';
import type { SameName } from './frame-columns.ts';
import { describeType, literalOf } from './literal-value.ts';

type Attributes = readonly AttributeReference[];

/** What `fill` puts in the place of nulls. */
export type FillValue = number | bigint | string | boolean;
/** What `replace` looks for, and what it puts there. */
export type ReplaceValue = FillValue | null;

/** A column's value where it is not there: null, and NaN among fractions. */
const withoutNaN = (column: AttributeReference): Expr =>
  isFractional(column.dataType) ? call('nanvl', [column, literal(null, column.dataType)]) : column;

const filled = (column: AttributeReference, value: Expr): Expr =>
  alias(call('coalesce', [withoutNaN(column), cast(value, column.dataType)]), column.name);

/** The columns with nulls filled: by one value where it is of the column's kind, as numbers for numbers. */
export function fillColumns(output: Attributes, value: FillValue, chosen: ReadonlySet<AttributeReference>): Expr[] {
  const { fits, expr } = fillOf(value);
  return output.map((column) => (chosen.has(column) && fits(column.dataType) ? filled(column, expr) : column));
}

function fillOf(value: FillValue): { readonly fits: (type: DataType) => boolean; readonly expr: Expr } {
  if (typeof value === 'boolean') return { fits: (type) => type.kind === 'boolean', expr: literal(value, BooleanType) };
  if (typeof value === 'string') return { fits: (type) => type.kind === 'string', expr: literal(value, StringType) };
  // A whole number beyond the exact ones of a double stays itself.
  const expr = typeof value === 'bigint' ? literalOf(value) : literal(value, DoubleType);
  return { fits: isNumeric, expr };
}

/** The columns with nulls filled by a value each. */
export function fillByName(output: Attributes, values: ReadonlyMap<AttributeReference, FillValue>): Expr[] {
  return output.map((column) => {
    const value = values.get(column);
    return value === undefined ? column : filled(column, literalOf(value));
  });
}

/** A condition for rows in which at least so many of the columns have a value. */
export function hasValues(columns: Attributes, atLeast: number): Expr {
  const present = columns.map((column) => call('isnotnull', [withoutNaN(column)]));
  const [first, ...rest] = present;
  if (first === undefined) return literal(true, BooleanType);
  if (atLeast === columns.length) return rest.reduce((all, one) => call('and', [all, one]), first);
  const [one, none] = [literalOf(1), literalOf(0)];
  const counts = present.map((condition): Expr => caseWhen([{ condition, value: one }], none));
  const total = counts.reduce((sum, count) => call('+', [sum, count]));
  return call('>=', [total, literalOf(atLeast)]);
}

/** The kind of value that stands on both sides of a replacement. */
type Kind = 'number' | 'string' | 'boolean';

/** The columns with values replaced by others; numbers in columns of numbers, and so on. */
export function replaceColumns(
  output: Attributes,
  replacements: readonly (readonly [from: ReplaceValue, to: ReplaceValue])[],
  chosen: ReadonlySet<AttributeReference>,
): Expr[] {
  const kinds = new Set(
    replacements
      .flat()
      .filter((value) => value !== null)
      .map(kindOf),
  );
  const [kind] = kinds;
  if (kinds.size > 1) throw new AnalysisError('MIXED_TYPE_REPLACEMENT');
  if (kind === undefined) return [...output];
  const fits: Record<Kind, (type: DataType) => boolean> = {
    number: isNumeric,
    string: (type) => type.kind === 'string',
    boolean: (type) => type.kind === 'boolean',
  };
  return output.map((column) => {
    if (!chosen.has(column) || !fits[kind](column.dataType)) return column;
    const branches = replacements.map(([from, to]) => ({
      condition: call('=', [column, literalOf(from)]),
      value: cast(literalOf(to), column.dataType),
    }));
    return alias(caseWhen(branches, column), column.name);
  });
}

function kindOf(value: FillValue): Kind {
  if (typeof value === 'bigint' || typeof value === 'number') return 'number';
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value as Kind;
  throw new AnalysisError('UNSUPPORTED_LITERAL_TYPE', { valueType: describeType(value) });
}

/** The columns of these names; UNRESOLVED_COLUMN where there is none. */
export function columnsToFill(
  output: Attributes,
  names: readonly string[] | undefined,
  sameName: SameName,
): ReadonlySet<AttributeReference> {
  if (names === undefined) return new Set(output);
  return new Set(names.flatMap((name) => foundColumn(output, name, sameName)));
}

/** The columns of a name, of which there is at least one. */
export function foundColumn(output: Attributes, name: string, sameName: SameName): Attributes {
  const found = output.filter((column) => sameName(column.name, name));
  if (found.length === 0) throw unresolvedColumn([name], output, 'asGiven');
  return found;
}
