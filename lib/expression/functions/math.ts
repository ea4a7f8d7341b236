import { AnalysisError } from '../../errors/index.ts';
import {
  ByteType,
  type DataType,
  type DecimalType,
  DoubleType,
  decimalType,
  IntegerType,
  isIntegral,
  isNumeric,
  LongType,
  StringType,
} from '../../types/data-type.ts';
import { castTo } from '../coercion.ts';
import { checkedDecimal } from '../decimal-sql.ts';
import { decimalFor } from '../decimal-types.ts';
import { ANSI_CONFIG, duckDbType, faultSql, quoteString, valueOrFault } from '../duckdb-sql.ts';
import { type Call, type Expr, literal } from '../expr.ts';
import type { EvaluationContext, FunctionRecord, PrintContext } from '../function-record.ts';
import { INTEGER_RANGES, wrapSql } from '../integer-range.ts';
import { notConstant } from '../mismatch.ts';
import { typeOf } from '../type-of.ts';
import { DOUBLE, INT, INTEGRAL, LONG, NUMERIC, STRING, type TypeRule } from '../type-rule.ts';
import { firstType } from './arguments.ts';
import { type Args, type Head, scalar } from './define.ts';

/** A function of one double. */
const real = (head: Head, sql: (x: string) => string): FunctionRecord =>
  scalar(head, { params: [DOUBLE], returns: DoubleType, sql: ([x]) => sql(x) });

/** A function that DuckDB has under the same name and with the same meaning. */
const same = (name: string, description: string): FunctionRecord =>
  real([name, `${name}(expr)`, description], (x) => `${name}(${x})`);

const NAN = `CAST('nan' AS DOUBLE)`;

/** A function of an angle: NaN of an infinite one. */
const angular = (head: Head, sql: (x: string) => string): FunctionRecord =>
  real(head, (x) => `CASE WHEN isinf(${x}) THEN ${NAN} ELSE ${sql(x)} END`);

/** Logarithms are null outside their domain. */
const logarithm = (head: Head, sql: (x: string) => string, above = '0'): FunctionRecord =>
  scalar(head, {
    params: [DOUBLE],
    returns: DoubleType,
    nullable: true,
    sql: ([x]) => `CASE WHEN ${x} > ${above} THEN ${sql(x)} END`,
  });

/** NaN instead of DuckDB's fault for arguments outside -1 to 1. */
const arc = (name: string, description: string): FunctionRecord =>
  real(
    [name, `${name}(expr)`, description],
    (x) => `CASE WHEN ${x} BETWEEN -1 AND 1 THEN ${name}(${x}) WHEN ${x} IS NOT NULL THEN ${NAN} END`,
  );

function digits(name: string, args: readonly Expr[]): number {
  const arg = args[1];
  const value = arg?.kind === 'Cast' ? arg.child : arg;
  if (value === undefined) return 0;
  if (value.kind === 'Call' && value.name === 'negative') return -digits(name, [value, value.args[0] as Expr]);
  return value.kind === 'Literal' && value.value !== null ? Math.trunc(Number(value.value)) : notFoldable(name, args);
}

/** `ceil` and `floor` look at their scale before anything has a type. */
function notFoldable(name: string, args: readonly Expr[]): never {
  if (name !== 'ceil' && name !== 'floor') notConstant(name, args, 1, 'scale', IntegerType);
  throw new AnalysisError('NON_FOLDABLE_ARGUMENT', { funcName: name, paramName: 'scale', paramType: 'INT' });
}

/** Decimals round to the digits asked for; other numbers keep their type. */
function roundedType(name: string, args: readonly Expr[]): DataType {
  const type = firstType(args);
  if (type.kind !== 'decimal') return type;
  const scale = digits(name, args);
  const integral = type.precision - type.scale + 1;
  if (scale < 0) return decimalType(Math.min(Math.max(integral, -scale + 1), 38), 0);
  const kept = Math.min(type.scale, scale);
  return decimalType(Math.min(integral + kept, 38), kept);
}

const rounding = (head: Head, mode: 'half_up' | 'half_even' | 'floor' | 'ceiling'): FunctionRecord =>
  scalar(head, {
    params: [NUMERIC, INT],
    required: 1,
    refine: (args) =>
      args.length === 1 && (mode === 'half_up' || mode === 'half_even') ? [...args, literal(0, IntegerType)] : args,
    returns: (args) => roundedType(head[0], args),
    sql: ([x], expr, context) => roundSql(x, firstType(expr.args), digits(head[0], expr.args), mode, expr, context),
  });

/** A branch for numbers whose rounded digits fit a DECIMAL(18), which DuckDB rounds as Java does, from the text; JavaScript does the rest. */
function nearSql(x: string, scale: number, type: DataType): string {
  if (scale < 0 || scale > 9) return '';
  const rounded = `CAST(CAST(${x} AS VARCHAR) AS DECIMAL(18,${scale}))`;
  return `WHEN abs(${x}) < 1e${15 - scale} AND abs(${x}) >= 1e-4 THEN CAST(${rounded} AS ${duckDbType(type)}) `;
}

function roundSql(x: string, type: DataType, scale: number, mode: string, expr: Call, { ansi }: PrintContext): string {
  if (isIntegral(type) && scale >= 0) return x;
  const result = expr.dataType ?? type;
  if (type.kind === 'decimal' && mode === 'half_up' && scale >= 0 && result.kind === 'decimal')
    return `CAST(round(${x}, ${Math.min(scale, type.scale)}) AS ${duckDbType(result)})`;
  const exact = type.kind === 'float' ? `CAST(${x} AS DOUBLE)` : x;
  const text = `mr_round_text(CAST(${exact} AS VARCHAR), ${scale}, ${quoteString(mode)})`;
  if (type.kind === 'double' || type.kind === 'float') {
    const near = mode === 'half_up' ? nearSql(exact, scale, type) : '';
    return `CASE ${near}WHEN isfinite(${x}) THEN CAST(${text} AS ${duckDbType(type)}) ELSE ${x} END`;
  }
  if (result.kind === 'decimal') return checkedDecimal(text, result);
  if (!ansi) return wrapSql(`CAST(${text} AS HUGEINT)`, result);
  const overflow = faultSql('ARITHMETIC_OVERFLOW', { message: 'Overflow', alternative: '', config: ANSI_CONFIG });
  return valueOrFault(`TRY_CAST(${text} AS ${duckDbType(result)})`, overflow, [x]);
}

/** `ceil` and `floor`: BIGINT out of doubles and integers, a decimal out of decimals. */
const wholeRounding = (head: Head, sql: 'ceil' | 'floor'): FunctionRecord =>
  scalar(head, {
    params: [ROUNDED, INT],
    required: 1,
    refine: (args, context) => [
      args.length === 2 ? castDecimal(args[0] as Expr, context) : asNumber(args[0] as Expr, context),
      ...args.slice(1),
    ],
    returns: (args) => {
      const type = firstType(args);
      if (args.length === 2) return roundedType(head[0], args);
      if (type.kind !== 'decimal') return LongType;
      return type.scale === 0 ? type : decimalType(Math.min(type.precision - type.scale + 1, 38), 0);
    },
    sql: ([x], expr, context) => {
      const type = firstType(expr.args);
      if (expr.args.length === 2) {
        const text = `mr_round_text(CAST(${x} AS VARCHAR), ${digits(head[0], expr.args)}, '${sql === 'ceil' ? 'ceiling' : 'floor'}')`;
        return checkedDecimal(text, expr.dataType as DecimalType);
      }
      if (isIntegral(type)) return `CAST(${x} AS BIGINT)`;
      return type.kind === 'decimal'
        ? `CAST(${sql}(${x}) AS ${duckDbType(expr.dataType ?? LongType)})`
        : wholeDouble(`${sql}(${x})`, context);
    },
  });

/** A whole double as BIGINT: NaN is 0; beyond its ends it is a fault, or without ANSI the end. */
function wholeDouble(whole: string, { ansi }: EvaluationContext): string {
  const overflow = faultSql('ARITHMETIC_OVERFLOW', { message: 'overflow', alternative: '', config: ANSI_CONFIG });
  const [above, below] = ansi ? [overflow, overflow] : ['9223372036854775807', '(-9223372036854775807 - 1)'];
  return `CASE WHEN isnan(${whole}) THEN 0 WHEN ${whole} >= 9223372036854775808 THEN ${above} WHEN ${whole} < -9223372036854775808 THEN ${below} ELSE CAST(${whole} AS BIGINT) END`;
}

/** Numbers, and what becomes one: text and nulls, as a decimal where a scale is given. */
const ROUNDED: TypeRule = Object.freeze({
  ...NUMERIC,
  accepts: (t: DataType) => isNumeric(t) || t.kind === 'string' || t.kind === 'null',
});

const asNumber = (expr: Expr, context: EvaluationContext): Expr =>
  isNumeric(typeOf(expr)) ? expr : castTo(expr, DoubleType, context);

const castDecimal = (expr: Expr, context: EvaluationContext): Expr =>
  castTo(expr, decimalFor(typeOf(expr)) ?? decimalType(38, 18), context);

const shift = (head: Head, sql: (args: Args, type: DataType) => string): FunctionRecord =>
  scalar(head, {
    params: [{ ...INT, accepts: (t) => t.kind === 'integer' || t.kind === 'long' }, INT],
    returns: firstType,
    sql: (args, expr) => sql(args, firstType(expr.args)),
  });

const bits = (type: DataType): number => (type.kind === 'long' ? 64 : 32);

/** Java's shifts look only at the low bits of the distance, and drop what leaves on the left. */
const shiftLeft = ([x, n]: Args, type: DataType): string =>
  `CAST(mr_shift_left(CAST(${x} AS BIGINT), ${n}, ${bits(type)}) AS ${duckDbType(type)})`;

function shiftRightUnsigned([x, n]: Args, type: DataType): string {
  const mask = `(CAST(1 AS HUGEINT) << ${bits(type)}) - 1`;
  const amount = `(${n} & ${bits(type) - 1})`;
  const moved = `((CAST(${x} AS HUGEINT) & (${mask})) >> CAST(${amount} AS HUGEINT))`;
  return `CAST(CASE WHEN ${amount} = 0 THEN ${x} ELSE ${moved} END AS ${duckDbType(type)})`;
}

const BUCKETED: TypeRule = Object.freeze({
  words: '("DOUBLE" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND")',
  accepts: (t: DataType) => ['double', 'dayTimeInterval', 'yearMonthInterval'].includes(t.kind),
  target: DoubleType,
});

/** Numbers: roots, powers, logarithms, angles, rounding, bits. */
export const mathFunctions: readonly FunctionRecord[] = [
  real(
    ['sqrt', 'sqrt(expr)', 'Square root; NaN below 0.'],
    (x) => `CASE WHEN ${x} >= 0 THEN sqrt(${x}) WHEN ${x} IS NOT NULL THEN ${NAN} END`,
  ),
  same('cbrt', 'Cube root.'),
  same('exp', 'e to a power.'),
  real(['expm1', 'expm1(expr)', 'e to a power, minus 1.'], (x) => `mr_expm1(${x})`),
  logarithm(['ln', 'ln(expr)', 'Natural logarithm; null at 0 and below.'], (x) => `ln(${x})`),
  logarithm(['log10', 'log10(expr)', 'Logarithm to base 10.'], (x) => `log10(${x})`),
  logarithm(['log2', 'log2(expr)', 'Logarithm to base 2.'], (x) => `log2(${x})`),
  logarithm(['log1p', 'log1p(expr)', 'Natural logarithm of 1 + expr.'], (x) => `mr_log1p(${x})`, '-1'),
  scalar(['log', 'log([base, ]expr)', 'Logarithm; natural without a base.'], {
    params: [DOUBLE, DOUBLE],
    required: 1,
    returns: DoubleType,
    nullable: true,
    sql: ([a, b]) =>
      b === undefined
        ? `CASE WHEN ${a} > 0 THEN ln(${a}) END`
        : `CASE WHEN ${a} > 0 AND ${b} > 0 THEN ln(${b}) / ln(${a}) END`,
  }),
  scalar(['pow', 'pow(base, exponent)', 'A number raised to a power.', 'power'], {
    params: [DOUBLE, DOUBLE],
    returns: DoubleType,
    sql: ([x, y]) => `mr_pow(${x}, ${y})`,
  }),
  angular(['sin', 'sin(expr)', 'Sine.'], (x) => `sin(${x})`),
  angular(['cos', 'cos(expr)', 'Cosine.'], (x) => `cos(${x})`),
  angular(['tan', 'tan(expr)', 'Tangent.'], (x) => `tan(${x})`),
  angular(['cot', 'cot(expr)', 'Cotangent.'], (x) => `(1 / tan(${x}))`),
  angular(['sec', 'sec(expr)', 'Secant.'], (x) => `(1 / cos(${x}))`),
  angular(['csc', 'csc(expr)', 'Cosecant.'], (x) => `(1 / sin(${x}))`),
  arc('asin', 'Inverse sine; NaN outside of -1 to 1.'),
  arc('acos', 'Inverse cosine; NaN outside of -1 to 1.'),
  same('atan', 'Inverse tangent.'),
  same('sinh', 'Hyperbolic sine.'),
  same('cosh', 'Hyperbolic cosine.'),
  same('tanh', 'Hyperbolic tangent.'),
  same('asinh', 'Inverse hyperbolic sine.'),
  real(
    ['acosh', 'acosh(expr)', 'Inverse hyperbolic cosine.'],
    (x) => `CASE WHEN ${x} >= 1 THEN acosh(${x}) WHEN ${x} IS NOT NULL THEN ${NAN} END`,
  ),
  real(['atanh', 'atanh(expr)', 'Inverse hyperbolic tangent.'], (x) => `mr_atanh(${x})`),
  same('degrees', 'Radians as degrees.'),
  same('radians', 'Degrees as radians.'),
  scalar(['signum', 'signum(expr)', 'The sign: -1.0, 0.0 or 1.0.', 'sign'], {
    params: [
      {
        words: '("DOUBLE" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH")',
        accepts: (t) => ['double', 'dayTimeInterval', 'yearMonthInterval'].includes(t.kind),
        target: DoubleType,
      },
    ],
    returns: DoubleType,
    sql: ([x], { args }) =>
      firstType(args).kind === 'double'
        ? `CASE WHEN isnan(${x}) THEN ${x} ELSE CAST(sign(${x}) AS DOUBLE) END`
        : `CAST(sign(${x}) AS DOUBLE)`,
  }),
  real(['rint', 'rint(expr)', 'The nearest whole number, to even between two.'], (x) => `round_even(${x}, 0)`),
  scalar(['atan2', 'atan2(y, x)', 'The angle of a point.'], {
    params: [DOUBLE, DOUBLE],
    returns: DoubleType,
    sql: ([y, x]) => `atan2(${y}, ${x})`,
  }),
  scalar(['hypot', 'hypot(x, y)', 'The length of the hypotenuse.'], {
    params: [DOUBLE, DOUBLE],
    returns: DoubleType,
    sql: ([x, y]) => `mr_hypot(${x}, ${y})`,
  }),
  scalar(['pi', 'pi()', 'The number π.'], { params: [], returns: DoubleType, nullable: false, sql: () => 'pi()' }),
  scalar(['e', 'e()', "Euler's number."], {
    params: [],
    returns: DoubleType,
    nullable: false,
    sql: () => 'exp(CAST(1 AS DOUBLE))',
  }),
  wholeRounding(['ceil', 'ceil(expr[, scale])', 'The smallest whole number not below.', 'ceiling'], 'ceil'),
  wholeRounding(['floor', 'floor(expr[, scale])', 'The largest whole number not above.'], 'floor'),
  rounding(['round', 'round(expr[, scale])', 'Rounds half away from zero.'], 'half_up'),
  rounding(['bround', 'bround(expr[, scale])', 'Rounds half to even.'], 'half_even'),
  scalar(['factorial', 'factorial(expr)', 'n!; null outside of 0 to 20.'], {
    params: [INT],
    returns: LongType,
    nullable: true,
    sql: ([x]) => `CASE WHEN ${x} BETWEEN 0 AND 20 THEN CAST(factorial(${x}) AS BIGINT) END`,
  }),
  scalar(['bin', 'bin(expr)', 'A number in binary digits.'], {
    params: [LONG],
    returns: StringType,
    sql: ([x]) => `mr_to_base(${x}, 2)`,
  }),
  scalar(['conv', 'conv(num, from_base, to_base)', 'A number from one base into another.'], {
    params: [STRING, INT, INT],
    returns: StringType,
    nullable: true,
    sql: ([x, from, to], _, { ansi }) => `mr_conv(${x}, ${from}, ${to}, ${ansi})`,
  }),
  scalar(['bit_count', 'bit_count(expr)', 'The number of bits that are set.'], {
    params: [
      {
        words: '("INTEGRAL" or "BOOLEAN")',
        accepts: (t) => isIntegral(t) || t.kind === 'boolean' || t.kind === 'null',
        target: undefined,
      },
    ],
    returns: IntegerType,
    sql: ([x]) => `CAST(bit_count(CAST(${x} AS BIGINT)) AS INTEGER)`,
  }),
  scalar(['getbit', 'getbit(expr, pos)', 'The bit at a position.', 'bit_get'], {
    params: [INTEGRAL, INT],
    returns: ByteType,
    sql: ([x, n], { args }) => {
      const size = INTEGER_RANGES[firstType(args).kind]?.bits ?? 32;
      const texts = { parameter: '`pos`', functionName: '`getbit`', upper: String(size) };
      const fault = faultSql('INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE', texts, { value: `CAST(${n} AS VARCHAR)` });
      const bit = `CAST((CAST(${x} AS BIGINT) >> CAST(${n} AS BIGINT)) & 1 AS TINYINT)`;
      return `CASE WHEN ${x} IS NULL THEN NULL WHEN ${n} < 0 OR ${n} >= ${size} THEN ${fault} ELSE ${bit} END`;
    },
  }),
  shift(['shiftleft', 'shiftleft(base, expr)', 'Bits moved to the left.', '<<'], shiftLeft),
  shift(
    ['shiftright', 'shiftright(base, expr)', 'Bits moved to the right, the sign kept.', '>>'],
    ([x, n], type) => `(${x} >> CAST(${n} & ${bits(type) - 1} AS ${duckDbType(type)}))`,
  ),
  shift(
    ['shiftrightunsigned', 'shiftrightunsigned(base, expr)', 'Bits moved to the right, zeros moved in.', '>>>'],
    shiftRightUnsigned,
  ),
  scalar(
    [
      'width_bucket',
      'width_bucket(value, min, max, buckets)',
      'The number of the equal-width bucket a value falls into.',
    ],
    {
      params: [BUCKETED, BUCKETED, BUCKETED, LONG],
      returns: LongType,
      nullable: true,
      sql: ([v, low, high, n]) =>
        `CASE WHEN ${n} > 0 AND ${low} <> ${high} AND NOT isnan(CAST(${v} AS DOUBLE)) AND isfinite(CAST(${low} AS DOUBLE)) AND isfinite(CAST(${high} AS DOUBLE)) THEN CASE WHEN ${low} < ${high} THEN CASE WHEN ${v} < ${low} THEN 0 WHEN ${v} >= ${high} THEN ${n} + 1 ELSE CAST(floor((${v} - ${low}) / (${high} - ${low}) * ${n}) AS BIGINT) + 1 END ELSE CASE WHEN ${v} > ${low} THEN 0 WHEN ${v} <= ${high} THEN ${n} + 1 ELSE CAST(floor((${low} - ${v}) / (${low} - ${high}) * ${n}) AS BIGINT) + 1 END END END`,
    },
  ),
];
