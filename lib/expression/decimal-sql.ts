import { type DecimalType, decimalType, LongType } from '../types/data-type.ts';
import { ANSI_CONFIG, duckDbType, faultSql, valueOrFault } from './duckdb-sql.ts';
import type { Call } from './expr.ts';
import { wrapSql } from './integer-range.ts';
import { typeOf } from './type-of.ts';

type DecimalOperator = '+' | '-' | '*' | '/' | '%' | 'div';

const operand = (expr: Call, index: number): DecimalType => {
  const arg = expr.args[index];
  const type = arg === undefined ? LongType : typeOf(arg);
  return type.kind === 'decimal' ? type : decimalType(38, 0);
};

/** Digits of the exact result of an addition or multiplication, and digits after its point. */
function exactType(op: DecimalOperator, a: DecimalType, b: DecimalType): DecimalType {
  if (op === '*') return { kind: 'decimal', precision: a.precision + b.precision, scale: a.scale + b.scale };
  const scale = Math.max(a.scale, b.scale);
  return { kind: 'decimal', precision: Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale };
}

/**
 * SQL of decimal arithmetic with Spark's precision and rounding. DuckDB does sums and products whose exact result has at most
 * 38 digits; the rest (it divides decimals as doubles) is done on decimal text in JavaScript.
 */
export function decimalArithmetic(
  op: DecimalOperator,
  x: string,
  y: string,
  expr: Call,
  faults: 'ansi' | 'legacy' | 'try',
): string {
  const [a, b] = [operand(expr, 0), operand(expr, 1)];
  const result = expr.dataType?.kind === 'decimal' ? expr.dataType : decimalType(38, 0);
  const exact = exactType(op, a, b);
  if ((op === '+' || op === '-') && exact.precision <= 38) {
    const wide = duckDbType(result);
    return `CAST(CAST(${x} AS ${wide}) ${op} CAST(${y} AS ${wide}) AS ${wide})`;
  }
  if (op === '*' && exact.precision <= 38) return `CAST(${x} * ${y} AS ${duckDbType(result)})`;
  const scale = op === 'div' ? 0 : result.scale;
  const text = `mr_decimal_${NAMES[op]}(CAST(${x} AS VARCHAR), CAST(${y} AS VARCHAR), ${scale})`;
  if (op === 'div') {
    const whole = faults === 'ansi' ? checkedDecimal(text, result) : `TRY_CAST(${text} AS ${duckDbType(result)})`;
    return wrapSql(`CAST(${whole} AS HUGEINT)`, LongType);
  }
  return faults === 'ansi' ? checkedDecimal(text, result) : `TRY_CAST(${text} AS ${duckDbType(result)})`;
}

const NAMES: Readonly<Record<DecimalOperator, string>> = Object.freeze({
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'remainder',
  div: 'quotient',
});

/** Decimal text as a value of a type, with Spark's fault where it has too many digits. */
export function checkedDecimal(text: string, result: DecimalType, type = duckDbType(result)): string {
  const texts = { precision: String(result.precision), scale: String(result.scale), config: ANSI_CONFIG };
  const fault = faultSql('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', texts, { value: text });
  return valueOrFault(`TRY_CAST(${text} AS ${type})`, fault, [text]);
}
