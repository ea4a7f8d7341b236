import { AnalysisError } from '../../../errors/index.ts';
import { type DataType, IntegerType, isIntegral, sameType, sqlName } from '../../../types/data-type.ts';
import { castTo, tightestCommonType } from '../../coercion.ts';
import { faultSql } from '../../duckdb-sql.ts';
import type { Expr } from '../../expr.ts';
import type { EvaluationContext, FunctionRecord, PrintContext, Signature } from '../../function-record.ts';
import { unexpectedInput } from '../../mismatch.ts';
import { nameOf } from '../../name-of.ts';
import { typeOf } from '../../type-of.ts';
import { ANY, ARRAY, ARRAY_OR_MAP, coerceTo, INT } from '../../type-rule.ts';
import { elementOf, firstType } from '../arguments.ts';
import { checkArguments, scalar, scalarBy } from '../define.ts';
import { isIntAtMost } from './array-arguments.ts';
import { differentKey, isMap } from './map-arguments.ts';

/** Index from 0 of `a[i]`, from 1 (or the end) of element_at. */
function outOfBounds(
  index: string,
  list: string,
  condition: 'INVALID_ARRAY_INDEX' | 'INVALID_ARRAY_INDEX_IN_ELEMENT_AT',
): string {
  return faultSql(
    condition,
    {},
    { indexValue: `CAST(${index} AS VARCHAR)`, arraySize: `CAST(len(${list}) AS VARCHAR)` },
  );
}

function subscript(list: string, index: string, context: PrintContext): string {
  const value = `list_extract(${list}, ${index} + 1)`;
  const bad = `${index} < 0 OR ${index} >= len(${list})`;
  return context.ansi
    ? `CASE WHEN ${bad} THEN ${outOfBounds(index, list, 'INVALID_ARRAY_INDEX')} ELSE ${value} END`
    : `CASE WHEN ${index} >= 0 THEN ${value} END`;
}

function elementAt(list: string, index: string, strict: boolean): string {
  const zero = faultSql('INVALID_INDEX_OF_ZERO');
  const value = `list_extract(${list}, ${index})`;
  const range = strict
    ? ` WHEN abs(${index}) > len(${list}) THEN ${outOfBounds(index, list, 'INVALID_ARRAY_INDEX_IN_ELEMENT_AT')}`
    : '';
  return `CASE WHEN ${index} = 0 THEN ${zero}${range} ELSE ${value} END`;
}

const mapValue = (map: string, key: string): string => `map_extract_value(${map}, ${key})`;

const NESTED_KINDS: readonly DataType['kind'][] = ['array', 'map', 'struct', 'null'];

function resolveElement(name: string, args: readonly Expr[], context: EvaluationContext): Signature {
  const [given] = args;
  if (name === 'element' && given !== undefined && !NESTED_KINDS.includes(typeOf(given).kind)) {
    throw new AnalysisError('INVALID_EXTRACT_BASE_FIELD_TYPE', { base: nameOf(given), other: sqlName(typeOf(given)) });
  }
  const checked = checkArguments(name, args, { params: [ARRAY_OR_MAP, ANY] }, context);
  const [base, key] = checked as [Expr, Expr];
  const type = typeOf(base);
  if (type.kind === 'map') {
    if (name === 'element') {
      const wanted = {
        words: `"${sqlName(type.keyType)}"`,
        accepts: (t: DataType) => sameType(t, type.keyType),
        target: type.keyType,
      };
      const cast = coerceTo(key, wanted, context) ?? unexpectedInput(name, checked, 1, wanted.words);
      return { args: [base, cast], dataType: type.valueType, nullable: true };
    }
    if (tightestCommonType(type.keyType, typeOf(key), context) === undefined) differentKey(name, checked);
    return { args: [base, castTo(key, type.keyType, context)], dataType: type.valueType, nullable: true };
  }
  const keyKind = typeOf(key).kind;
  const isIndex = name === 'element' ? isIntegral(typeOf(key)) || keyKind === 'null' : isIntAtMost(keyKind);
  if (!isIndex) unexpectedInput(name, checked, 1, name === 'element' ? '"INTEGRAL"' : '"INT"');
  return {
    args: [base, isIntegral(typeOf(key)) ? key : castTo(key, IntegerType, context)],
    dataType: elementOf(type),
    nullable: true,
  };
}

/** Elements of arrays and maps, and how many there are. */
export const elementFunctions: readonly FunctionRecord[] = [
  scalarBy(
    ['element', 'expr[i]', 'An element by its index from 0, or the value of a key.'],
    (args, context) => resolveElement('element', args, context),
    ([x, i], expr, context) => (isMap(expr) ? mapValue(x, i) : subscript(x, i, context)),
  ),
  scalarBy(
    [
      'element_at',
      'element_at(array | map, index | key)',
      'An element by its index from 1, or from the end; the value of a key.',
    ],
    (args, context) => resolveElement('element_at', args, context),
    ([x, i], expr, context) => (isMap(expr) ? mapValue(x, i) : elementAt(x, i, context.ansi)),
  ),
  scalarBy(
    ['try_element_at', 'try_element_at(array | map, index | key)', 'element_at, null where there is none.'],
    (args, context) => resolveElement('element_at', args, context),
    ([x, i], expr) => (isMap(expr) ? mapValue(x, i) : elementAt(x, i, false)),
  ),
  scalar(['get', 'get(array, index)', 'An element by its index from 0, null where there is none.'], {
    params: [ARRAY, INT],
    returns: (args) => elementOf(firstType(args)),
    nullable: true,
    sql: ([x, i]) => `CASE WHEN ${i} >= 0 THEN list_extract(${x}, ${i} + 1) END`,
  }),
  scalar(['size', 'size(expr)', 'The number of elements.', 'cardinality'], {
    params: [ARRAY_OR_MAP],
    returns: IntegerType,
    sql: ([x], expr, context) => {
      const count = `CAST(${isMap(expr) ? 'cardinality' : 'len'}(${x}) AS INTEGER)`;
      return context.ansi ? count : `coalesce(${count}, -1)`;
    },
  }),
];
