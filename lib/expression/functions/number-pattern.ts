import { type DataType, decimalType, StringType } from '../../types/data-type.ts';
import { castTo } from '../coercion.ts';
import { decimalFor } from '../decimal-types.ts';
import { duckDbType } from '../duckdb-sql.ts';
import type { Expr } from '../expr.ts';
import type { EvaluationContext, FunctionRecord, ScalarRecord, Signature } from '../function-record.ts';
import { notConstant } from '../mismatch.ts';
import { checkNumberPattern, digitCounts, numberTokens } from '../number-pattern.ts';
import { isNullable, typeOf } from '../type-of.ts';
import { ANY, STRING } from '../type-rule.ts';
import { datetimeFunctions } from './datetime/index.ts';
import { checkArguments, type Head, scalar, scalarBy } from './define.ts';
import { encodingFunctions } from './encoding.ts';

/** The pattern, which has to be a constant. */
function patternOf(name: string, args: readonly Expr[]): string {
  const format = args[1];
  if (format?.kind !== 'Literal') notConstant(name, args, 1, format?.kind.toLowerCase() ?? '', StringType);
  const pattern = String(format.value ?? '0');
  checkNumberPattern(pattern);
  return pattern;
}

const toNumber = (head: Head, tolerant: boolean): FunctionRecord =>
  scalar(head, {
    params: [STRING, STRING],
    refine: (args) => {
      patternOf(head[0], args);
      return args;
    },
    returns: (args) => {
      const { before, after } = digitCounts(numberTokens(patternOf(head[0], args)));
      return decimalType(before + after, after);
    },
    nullable: true,
    sql: ([x, pattern], expr) =>
      `CAST(mr_to_number(${x}, ${pattern}, ${tolerant}) AS ${duckDbType(expr.dataType as DataType)})`,
  });

/** What `to_char` of a date, a timestamp or bytes is another name of. */
function delegate(args: readonly Expr[]): ScalarRecord | undefined {
  const [value, format] = args;
  const kind = value === undefined ? 'null' : typeOf(value).kind;
  if (['date', 'timestamp', 'timestamp_ntz'].includes(kind)) return record(datetimeFunctions, 'date_format');
  if (kind !== 'binary') return undefined;
  const name = format?.kind === 'Literal' ? String(format.value).toLowerCase() : '';
  return record(encodingFunctions, name === 'hex' || name === 'base64' ? name : 'decode');
}

function record(records: readonly FunctionRecord[], name: string): ScalarRecord | undefined {
  return records.find((r): r is ScalarRecord => r.kind === 'scalar' && r.name === name);
}

function resolveToChar(args: readonly Expr[], context: EvaluationContext): Signature {
  const checked = checkArguments('to_char', args, { params: [ANY, STRING] }, context) as [Expr, Expr];
  const other = delegate(checked);
  if (other !== undefined) {
    const taken = other.resolve(
      other.name === 'hex' || other.name === 'base64' ? checked.slice(0, 1) : checked,
      context,
    );
    return { ...taken, args: [...taken.args, ...checked.slice(taken.args.length)] };
  }
  patternOf('to_char', checked);
  const type = typeOf(checked[0]);
  const exact =
    type.kind === 'double' || type.kind === 'float' ? decimalFor(type) : type.kind === 'decimal' ? type : undefined;
  const decimal = exact ?? decimalFor(type) ?? decimalType(38, 18);
  return {
    args: [castTo(checked[0], decimal, context), checked[1]],
    dataType: StringType,
    nullable: checked.some(isNullable),
  };
}

/** Numbers as text and text as numbers, by patterns like `9,999.99`. */
export const numberPatternFunctions: readonly FunctionRecord[] = [
  scalarBy(
    ['to_char', 'to_char(expr, format)', 'A number, date, timestamp or bytes as text by a pattern.', 'to_varchar'],
    resolveToChar,
    (args, expr, context) =>
      delegate(expr.args)?.duckdb(args, expr, context) ?? `mr_to_char(CAST(${args[0]} AS VARCHAR), ${args[1]})`,
  ),
  toNumber(['to_number', 'to_number(str, format)', 'A decimal out of text by a pattern.'], false),
  toNumber(['try_to_number', 'try_to_number(str, format)', 'A decimal out of text by a pattern, or null.'], true),
];
