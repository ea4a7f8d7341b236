import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, alias, type Expr, literal } from '../expression/expr.ts';

type Attributes = readonly AttributeReference[];
export type SameName = (a: string, b: string) => boolean;

/** How the session compares column names. */
export const sameNameBy = (caseSensitive: boolean): SameName =>
  caseSensitive ? (a, b) => a === b : (a, b) => a.toLowerCase() === b.toLowerCase();

/** The columns with others put in: a new one replaces those of its name in place, else it comes last. */
export function withColumns(output: Attributes, added: ReadonlyMap<string, Expr>, sameName: SameName): readonly Expr[] {
  const entries = [...added];
  const kept = output.map((attribute) => {
    const entry = entries.find(([name]) => sameName(name, attribute.name));
    return entry === undefined ? attribute : alias(entry[1], entry[0]);
  });
  const isNew = ([name]: readonly [string, Expr]): boolean => !output.some((known) => sameName(known.name, name));
  return [...kept, ...entries.filter(isNew).map(([name, expr]) => alias(expr, name))];
}

/** The columns under new names, renamed one after the other as Spark does; names that are not there change nothing. */
export function renameColumns(
  output: Attributes,
  names: Readonly<Record<string, string>>,
  sameName: SameName,
): readonly Expr[] {
  const finalName = (name: string): string =>
    Object.entries(names).reduce((now, [from, to]) => (sameName(now, from) ? to : now), name);
  return output.map((attribute) => {
    const name = finalName(attribute.name);
    return name === attribute.name ? attribute : alias(attribute, name);
  });
}

/** The columns of these names, or UNRESOLVED_COLUMN_AMONG_FIELD_NAMES. */
export function columnsNamed(output: Attributes, names: readonly string[], sameName: SameName): Attributes {
  return names.flatMap((colName) => {
    const found = output.filter((attribute) => sameName(attribute.name, colName));
    if (found.length > 0) return found;
    const fieldNames = output.map(({ name }) => name).join(', ');
    throw new AnalysisError('UNRESOLVED_COLUMN_AMONG_FIELD_NAMES', { colName, fieldNames });
  });
}

/** The columns, and null under the names that only `others` has. */
export function withMissing(output: Attributes, others: Attributes, sameName: SameName): readonly Expr[] {
  const missing = others.filter((other) => !output.some(({ name }) => sameName(name, other.name)));
  return [...output, ...missing.map(({ name, dataType }) => alias(literal(null, dataType), name))];
}
