import { AnalysisError } from '../errors/index.ts';
import { castTo, sameButNames, widerType } from '../expression/coercion.ts';
import { type AttributeReference, alias, attributeReference, type Expr } from '../expression/expr.ts';
import { type LogicalPlan, project, type Union, union } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { type DataType, sameType, sqlName } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { sameName } from './quote.ts';

type Attributes = readonly AttributeReference[];

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const ordinal = (n: number): string => ORDINALS[n] ?? `${n + 1}th`;

/** Widens the columns of all inputs to common types; names and watermarks are those of the first. */
export function resolveUnion(plan: Union, analyzer: Analyzer): LogicalPlan {
  const inputs = plan.byName ? alignByName(plan.children) : plan.children;
  const [first, ...others] = inputs.map(outputOf);
  if (first === undefined) throw new AnalysisError('INTERNAL_ERROR', { message: 'A union needs inputs.' });
  for (const [i, other] of others.entries()) checkWidth(first, other, i + 1);
  const types = first.map((column, i) => commonTypeOf(column.dataType, others, i, analyzer));
  const children = inputs.map((child) => widened(child, types, analyzer));
  const outputs = children.map(outputOf);
  const output = first.map((column, i) =>
    attributeReference({
      ...column,
      exprId: analyzer.nextExprId(),
      dataType: types[i] ?? column.dataType,
      nullable: outputs.some((columns) => columns[i]?.nullable ?? true),
      qualifier: [],
      metadata: sameType(column.dataType, types[i] ?? column.dataType) ? column.metadata : {},
    }),
  );
  return union(children, false, output);
}

/** Refuses inputs with different numbers of columns. */
export function checkWidth(first: Attributes, other: Attributes, index: number, operator = 'UNION'): void {
  if (first.length === other.length) return;
  throw new AnalysisError('NUM_COLUMNS_MISMATCH', {
    operator,
    firstNumColumns: first.length,
    invalidOrdinalNum: ordinal(index),
    invalidNumColumns: other.length,
  });
}

/** The type of a column over all inputs. */
export function commonTypeOf(
  first: DataType,
  others: readonly Attributes[],
  column: number,
  analyzer: Analyzer,
  operator = 'UNION',
): DataType {
  return others.reduce((type, other, i) => {
    const next = other[column]?.dataType ?? type;
    const alike = operator === 'UNION' ? sameButNames(type, next) : undefined;
    const wider = widerType(type, next, analyzer.evaluation) ?? alike;
    if (wider !== undefined) return wider;
    throw new AnalysisError('INCOMPATIBLE_COLUMN_TYPE', {
      operator,
      columnOrdinalNumber: ordinal(column),
      tableOrdinalNumber: ordinal(i + 1),
      dataType1: `"${sqlName(next)}"`,
      dataType2: `"${sqlName(type)}"`,
      hint: '',
    });
  }, first);
}

/** An input with its columns cast to the types. */
export function widened(child: LogicalPlan, types: readonly DataType[], analyzer: Analyzer): LogicalPlan {
  const columns = outputOf(child);
  if (columns.every((column, i) => sameType(column.dataType, types[i] ?? column.dataType))) return child;
  const list = columns.map((column, i): Expr => {
    const cast = castTo(column, types[i] ?? column.dataType, analyzer.evaluation);
    return cast === column ? column : alias(cast, column.name, analyzer.nextExprId());
  });
  return project(list, child);
}

function alignByName(children: readonly LogicalPlan[]): readonly LogicalPlan[] {
  const [first] = children;
  if (first === undefined) return children;
  const names = outputOf(first).map((column) => column.name);
  return children.map((child) => {
    const columns = outputOf(child);
    if (columns.length !== names.length) return child;
    const list = names.map((name) => columnNamed(name, columns));
    return list.every((column, i) => column === columns[i]) ? child : project(list, child);
  });
}

function columnNamed(name: string, columns: Attributes): AttributeReference {
  const found = columns.find((column) => sameName(column.name, name));
  if (found !== undefined) return found;
  throw new AnalysisError('UNRESOLVED_COLUMN_AMONG_FIELD_NAMES', {
    colName: name,
    fieldNames: columns.map((column) => column.name).join(', '),
  });
}
