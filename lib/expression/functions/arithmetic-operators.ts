import {
  type DataType,
  type DecimalType,
  DoubleType,
  decimalType,
  IntegerType,
  isIntegral,
  isInterval,
  isNumeric,
  LongType,
} from '../../types/data-type.ts';
import { castTo, tightestCommonType } from '../coercion.ts';
import { checkedDecimal, decimalArithmetic } from '../decimal-sql.ts';
import { decimalFor, decimalResult } from '../decimal-types.ts';
import { castSql } from '../duckdb-cast.ts';
import { ANSI_CONFIG, duckDbType, faultSql, valueOrFault } from '../duckdb-sql.ts';
import { isUtc, plusMonths, toWallClock } from '../duckdb-time.ts';
import { type Call, call, type Expr } from '../expr.ts';
import type { EvaluationContext, FunctionRecord, PrintContext, Signature } from '../function-record.ts';
import { INTEGER_RANGES, wrapSql } from '../integer-range.ts';
import { refuseBinary, wrongNumberOfArguments } from '../mismatch.ts';
import { isNullable, typeOf } from '../type-of.ts';
import { INTEGRAL, SIGNED } from '../type-rule.ts';
import { isDateTime, scaledSignature, temporalSignature } from './datetime-arithmetic.ts';
import { type Args, type Head, scalar, scalarBy } from './define.ts';

type Operator = '+' | '-' | '*' | '/' | '%' | 'div';

const OPERAND_WORDS: Readonly<Record<Operator, string>> = Object.freeze({
  '+': '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")',
  '-': '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")',
  '*': '"NUMERIC"',
  '/': '("DOUBLE" or "DECIMAL")',
  '%': '"NUMERIC"',
  div: '("BIGINT" or "DECIMAL" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND")',
});

/** Types of the operands and the result; `name` is the function's own, which messages show. */
function resolveArithmetic(name: string, op: Operator, args: readonly Expr[], context: EvaluationContext): Signature {
  if (args.length !== 2) wrongNumberOfArguments(call(name, args), '2');
  const [left, right] = args as readonly [Expr, Expr];
  const special = temporalSignature(op, left, right, context) ?? scaledSignature(name, op, left, right, context);
  if (special !== undefined) return special;
  const promoted = promoteStrings(op, left, right, context);
  const [x, y] = promoted.map(typeOf) as [DataType, DataType];
  const ratio = op === 'div' ? intervalRatio(promoted, context) : undefined;
  if (ratio !== undefined) return ratio;
  const accepted = op === 'div' ? isExact : isNumeric;
  if (![x, y].every((t) => accepted(t) || t.kind === 'null')) refuseOperands(name, op, promoted, context);
  const bothDecimal = op === '/' && x.kind === 'null' ? undefined : decimalOperands(...promoted);
  if (bothDecimal !== undefined) {
    const [p, q] = bothDecimal;
    const dataType = op === 'div' ? LongType : decimalResult[op](p, q);
    return {
      args: [castTo(promoted[0], p, context), castTo(promoted[1], q, context)],
      dataType,
      nullable: nullableResult(args, op, context, true),
    };
  }
  const common = tightestCommonType(x, y, context) ?? DoubleType;
  const type = op === 'div' ? LongType : op === '/' || common.kind === 'null' ? DoubleType : common;
  return {
    args: promoted.map((arg) => castTo(arg, type, context)),
    dataType: type,
    nullable: nullableResult(args, op, context, false),
  };
}

const isExact = (type: DataType): boolean => isIntegral(type) || type.kind === 'decimal';

/** How often an interval goes into another. */
function intervalRatio(args: readonly Expr[], context: EvaluationContext): Signature | undefined {
  const [a, b] = args.map(typeOf) as [DataType, DataType];
  const type = isInterval(a) || isInterval(b) ? tightestCommonType(a, b, context) : undefined;
  return type && { args: args.map((arg) => castTo(arg, type, context)), dataType: LongType };
}

const nullableResult = (args: readonly Expr[], op: Operator, context: EvaluationContext, decimal: boolean): boolean =>
  args.some(isNullable) || (!context.ansi && (decimal || op === '/' || op === '%' || op === 'div'));

/** Operands of different types are refused as such; of one type, or text beside another, for the type. */
function refuseOperands(name: string, op: Operator, args: readonly Expr[], context: EvaluationContext): never {
  const types = args.map(typeOf);
  const isFloating = types.some((type) => type.kind === 'float' || type.kind === 'double');
  const wider = (type: DataType): DataType =>
    isIntegral(type) ? LongType : type.kind === 'decimal' && isFloating ? DoubleType : type;
  const shown = op === 'div' ? args.map((arg, i) => castTo(arg, wider(types[i] ?? LongType), context)) : args;
  refuseBinary(name, shown, OPERAND_WORDS[op], context);
}

/** Decimal arithmetic takes place where one side is a decimal and the other no floating number. */
function decimalOperands(left: Expr, right: Expr) {
  const [x, y] = [typeOf(left), typeOf(right)];
  if (x.kind !== 'decimal' && y.kind !== 'decimal') return undefined;
  if ([x, y].some((t) => t.kind === 'float' || t.kind === 'double')) return undefined;
  const [p, q] = [decimalOf(left) ?? decimalOf(right), decimalOf(right) ?? decimalOf(left)];
  return p === undefined || q === undefined ? undefined : ([p, q] as const);
}

/** The decimal an operand becomes; a whole constant takes no more digits than it has. */
function decimalOf(expr: Expr): DecimalType | undefined {
  if (expr.kind !== 'Literal' || expr.value === null || !isIntegral(expr.dataType) || expr.dataType.kind === 'byte')
    return decimalFor(typeOf(expr));
  return decimalType(String(expr.value).replace('-', '').length, 0);
}

/** Text beside a number: BIGINT beside integers and DOUBLE beside the others under ANSI, always DOUBLE otherwise. */
function promoteStrings(op: Operator, left: Expr, right: Expr, context: EvaluationContext): [Expr, Expr] {
  const [a, b] = [typeOf(left), typeOf(right)];
  const target = (other: DataType): DataType =>
    context.ansi && isIntegral(other) && op !== '/' ? LongType : DoubleType;
  const kinds = ['string', 'null'];
  if (!context.ansi && kinds.includes(a.kind) && kinds.includes(b.kind) && a.kind + b.kind !== 'nullnull')
    return [castTo(left, DoubleType, context), castTo(right, DoubleType, context)];
  if (a.kind === 'string' && isNumeric(b)) return [castTo(left, target(b), context), castTo(right, target(b), context)];
  if (b.kind === 'string' && isNumeric(a)) return [castTo(left, target(a), context), castTo(right, target(a), context)];
  return [left, right];
}

const argType = (expr: Call, index: number): DataType => {
  const arg = expr.args[index];
  return arg === undefined ? { kind: 'null' } : typeOf(arg);
};

/** How faults of an operation are met: raised, wrapped around (legacy), or turned into null (`try_…`). */
export type Faults = 'ansi' | 'legacy' | 'try';
const faultsOf = (context: EvaluationContext): Faults => (context.ansi ? 'ansi' : 'legacy');

function additive(op: '+' | '-', faults: (context: EvaluationContext) => Faults) {
  return ([x, y]: Args, expr: Call, context: PrintContext): string => {
    const [a, b] = [argType(expr, 0), argType(expr, 1)];
    if (isDateTime(a)) {
      const moved = temporalSql(op, [x, y], [a, b], context);
      return expr.dataType?.kind === 'string' ? castSql(moved, a, expr.dataType, 'ansi', context) : moved;
    }
    return numericSql(op, x, y, expr, faults(context));
  };
}

/** Timestamps lie as far apart as their wall clocks in the session's zone. */
const wallMicros = (sql: string, type: DataType, context: PrintContext): string =>
  `epoch_us(${type.kind === 'timestamp' && !isUtc(context) ? toWallClock(sql, context) : sql})`;

/** What has become text again, as the sum of a text and an interval does, is printed by the session's clock. */
function temporalSql(
  op: '+' | '-',
  [x, y]: readonly [string, string],
  [a, b]: readonly [DataType, DataType],
  context: PrintContext,
): string {
  if (a.kind === 'date' && b.kind === 'date') return `(CAST(${x} - ${y} AS BIGINT) * 86400000000)`;
  if (isDateTime(b)) return `(${wallMicros(x, a, context)} - ${wallMicros(y, b, context)})`;
  const signed = op === '+' ? y : `(- ${y})`;
  switch (b.kind) {
    case 'dayTimeInterval':
      if (a.kind === 'date') return `(${x} ${op} CAST(${y} // 86400000000 AS INTEGER))`;
      if (a.kind === 'timestamp_ntz') return `make_timestamp(epoch_us(${x}) ${op} ${y})`;
      return plusDayTime(x, signed, b.end === 'day' || b.start === 'day' || !isLiteralBelowDay(y), context);
    case 'yearMonthInterval':
      return plusMonths(x, signed, a, context);
    case 'calendarInterval':
      if (a.kind !== 'date') return `(${x} ${op} ${y})`;
      return context.ansi
        ? `CASE WHEN ${subDay(y)} <> 0 THEN ${faultSql('INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION')} ELSE CAST(${x} ${op} ${y} AS DATE) END`
        : `CAST(${x} ${op} ${y} AS DATE)`;
    default:
      return `(${x} ${op} CAST(${y} AS INTEGER))`;
  }
}

/** What of a calendar interval is less than a day. */
const subDay = (interval: string): string =>
  `(datepart('hour', ${interval}) * 3600 + datepart('minute', ${interval}) * 60 + datepart('microsecond', ${interval}))`;

const LITERAL_MICROS = /^CAST\((-?\d+) AS BIGINT\)$/;

function isLiteralBelowDay(sql: string): boolean {
  const micros = LITERAL_MICROS.exec(sql)?.[1];
  return micros !== undefined && Math.abs(Number(micros)) < 86_400_000_000;
}

/** Whole days keep the wall clock of the session, the rest is elapsed time. Without days, or in UTC, it is all elapsed time. */
function plusDayTime(instant: string, micros: string, mayHaveDays: boolean, context: PrintContext): string {
  const utc = toWallClock('x', context).startsWith('make_timestamp(');
  if (utc || !mayHaveDays) return `make_timestamptz(epoch_us(${instant}) + ${micros})`;
  return `(${instant} + to_days(CAST(${micros} // 86400000000 AS INTEGER)) + to_microseconds(${micros} % 86400000000))`;
}

/** SQL of `x op y` over two numbers (or intervals) of one type. */
function numericSql(op: '+' | '-' | '*', x: string, y: string, expr: Call, faults: Faults): string {
  const type = expr.dataType ?? DoubleType;
  if (type.kind === 'decimal') return decimalArithmetic(op, x, y, expr, faults);
  if (isInterval(type)) return intervalSql(op, x, y, type, faults);
  const range = INTEGER_RANGES[type.kind];
  if (range === undefined || faults === 'ansi') return `(${x} ${op} ${y})`;
  const wide = `(CAST(${x} AS ${range.wider}) ${op} ${y})`;
  return faults === 'try' ? `TRY_CAST(${wide} AS ${duckDbType(type)})` : wrapSql(wide, type);
}

const INTERVAL_ALTERNATIVES = Object.freeze({ '+': 'try_add', '-': 'try_subtract', '*': 'try_multiply' });

/** Sums of intervals are exact in every mode. */
function intervalSql(op: '+' | '-' | '*', x: string, y: string, type: DataType, faults: Faults): string {
  if (type.kind === 'calendarInterval') return `(${x} ${op} ${y})`;
  const sum = `TRY_CAST(CAST(${x} AS HUGEINT) ${op} ${y} AS ${duckDbType(type)})`;
  if (faults === 'try') return sum;
  const fault = faultSql('INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION', { functionName: INTERVAL_ALTERNATIVES[op] });
  return valueOrFault(sum, fault, [x, y]);
}

const scaledInterval = (op: '*' | '/', x: string, y: string, expr: Call, faults: Faults): string => {
  const whole = isIntegral(argType(expr, 1)) && op === '*';
  const type = duckDbType(expr.dataType ?? LongType);
  const cast = faults === 'try' ? 'TRY_CAST' : 'CAST';
  if (whole)
    return faults === 'try' ? `TRY_CAST(CAST(${x} AS HUGEINT) * ${y} AS ${type})` : `CAST(${x} * ${y} AS ${type})`;
  const value = `${cast}(${roundedScale(op, x, y, argType(expr, 1))} AS ${type})`;
  const fault = faults === 'try' ? 'NULL' : faultSql('INTERVAL_DIVIDED_BY_ZERO');
  return op === '/' ? `CASE WHEN ${y} = 0 THEN ${fault} ELSE ${value} END` : value;
};

/** Whole divisors and decimals are exact, halves go away from zero; other factors are doubles. */
function roundedScale(op: '*' | '/', x: string, y: string, factor: DataType): string {
  if (factor.kind === 'float' || factor.kind === 'double') return `round(CAST(${x} AS DOUBLE) ${op} ${y})`;
  const name = op === '*' ? 'multiply' : 'divide';
  return `mr_decimal_${name}(CAST(${x} AS VARCHAR), CAST(nullif(${y}, 0) AS VARCHAR), 0)`;
}

const multiply =
  (faults: (context: EvaluationContext) => Faults) =>
  ([x, y]: Args, expr: Call, context: PrintContext): string =>
    isInterval(argType(expr, 0))
      ? scaledInterval('*', x, y, expr, faults(context))
      : numericSql('*', x, y, expr, faults(context));

const zeroFault = (condition: 'DIVIDE_BY_ZERO' | 'REMAINDER_BY_ZERO', faults: Faults): string =>
  faults === 'ansi' ? faultSql(condition, { config: ANSI_CONFIG }) : 'NULL';

/** A null on the left is null even over zero, as in Spark. */
function unlessZero(x: string, y: string, expr: Call, fault: string, value: string): string {
  if (isNonZeroLiteral(expr.args[1])) return value;
  if (fault === 'NULL') return `CASE WHEN ${y} <> 0 THEN ${value} END`;
  const left = expr.args[0];
  const zero = left === undefined || isNullable(left) ? `${y} = 0 AND ${x} IS NOT NULL` : `${y} = 0`;
  return `CASE WHEN ${zero} THEN ${fault} ELSE ${value} END`;
}

function isNonZeroLiteral(expr: Expr | undefined): boolean {
  if (expr?.kind === 'Cast' && isNumeric(typeOf(expr.child))) return isNonZeroLiteral(expr.child);
  return expr?.kind === 'Literal' && expr.value !== null && Number(expr.value) !== 0;
}

const divide =
  (faults: (context: EvaluationContext) => Faults) =>
  ([x, y]: Args, expr: Call, context: PrintContext): string => {
    if (isInterval(argType(expr, 0))) return scaledInterval('/', x, y, expr, faults(context));
    const mode = faults(context);
    const value = expr.dataType?.kind === 'decimal' ? decimalArithmetic('/', x, y, expr, mode) : `(${x} / ${y})`;
    return unlessZero(x, y, expr, zeroFault('DIVIDE_BY_ZERO', mode), value);
  };

const integralDivide = ([x, y]: Args, expr: Call, context: PrintContext): string => {
  const mode = faultsOf(context);
  const value = argType(expr, 0).kind === 'decimal' ? decimalArithmetic('div', x, y, expr, mode) : `(${x} // ${y})`;
  return unlessZero(x, y, expr, zeroFault('DIVIDE_BY_ZERO', mode), value);
};

const remainder =
  (faults: (context: EvaluationContext) => Faults) =>
  ([x, y]: Args, expr: Call, context: PrintContext): string => {
    const mode = faults(context);
    const value = expr.dataType?.kind === 'decimal' ? decimalArithmetic('%', x, y, expr, mode) : `(${x} % ${y})`;
    return unlessZero(x, y, expr, zeroFault('REMAINDER_BY_ZERO', mode), value);
  };

const positiveRemainder = ([x, y]: Args, expr: Call, context: PrintContext): string => {
  const mode = faultsOf(context);
  const mod = (a: string) =>
    expr.dataType?.kind === 'decimal' ? decimalArithmetic('%', a, y, expr, mode) : `(${a} % ${y})`;
  const first = mod(x);
  const type = expr.dataType ?? LongType;
  const sum = isIntegral(type) ? wrapSql(`CAST(${first} AS HUGEINT) + ${y}`, type) : `(${first} + ${y})`;
  const value = `CASE WHEN ${first} < 0 THEN ${mod(sum)} ELSE ${first} END`;
  return unlessZero(x, y, expr, zeroFault('REMAINDER_BY_ZERO', mode), value);
};

/** Spark keeps 34 digits when it turns the sign of a decimal. */
const turned = (x: string, type: DataType): string =>
  type.kind === 'decimal' && type.precision > 34
    ? checkedDecimal(`mr_decimal_negate(CAST(${x} AS VARCHAR), ${type.scale})`, type)
    : `(- ${x})`;

function negate([x]: Args, expr: Call, context: PrintContext): string {
  const type = expr.dataType ?? LongType;
  if (type.kind === 'dayTimeInterval' || type.kind === 'yearMonthInterval') {
    const value = `TRY_CAST(- CAST(${x} AS HUGEINT) AS ${duckDbType(type)})`;
    return valueOrFault(value, faultSql('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION'), [x]);
  }
  return context.ansi || INTEGER_RANGES[type.kind] === undefined
    ? turned(x, type)
    : wrapSql(`(- CAST(${x} AS HUGEINT))`, type);
}

function absolute([x]: Args, expr: Call, context: PrintContext): string {
  const type = expr.dataType ?? LongType;
  if (!context.ansi && INTEGER_RANGES[type.kind] !== undefined) return wrapSql(`abs(CAST(${x} AS HUGEINT))`, type);
  return type.kind === 'decimal' && type.precision > 34
    ? `CASE WHEN ${x} < 0 THEN ${turned(x, type)} ELSE ${x} END`
    : `abs(${x})`;
}

const binary = (head: Head, op: Operator, sql: (args: Args, expr: Call, context: PrintContext) => string) =>
  scalarBy(head, (args, context) => resolveArithmetic(head[0], op, args, context), sql);

const always = (faults: Faults) => (): Faults => faults;

/** Text that is no number gives null too. */
const tolerant = (arg: Expr): Expr =>
  arg.kind === 'Cast' && arg.implicit === true && typeOf(arg.child).kind === 'string' ? { ...arg, mode: 'try' } : arg;

const tryBinary = (head: Head, op: Operator, sql: (args: Args, expr: Call, context: PrintContext) => string) =>
  scalarBy(
    head,
    (args, context) => {
      const signature = resolveArithmetic(head[0], op, args, context);
      return { ...signature, args: signature.args.map(tolerant), nullable: true };
    },
    sql,
  );

const unaryNumber = (head: Head, sql: (args: Args, expr: Call, context: PrintContext) => string) =>
  scalar(head, { params: [SIGNED], returns: (args) => typeOf(args[0] as Expr), sql });

/** Text beside a whole number is a BIGINT; what is no whole number is refused. */
function bitwiseOperands(name: string, args: readonly Expr[], context: EvaluationContext): Signature {
  if (args.length !== 2) wrongNumberOfArguments(call(name, args), '2');
  const types = args.map(typeOf);
  const text = types.filter((type) => type.kind === 'string').length === 1 && types.some(isIntegral);
  const read = args.map((arg) => (text && context.ansi ? castTo(arg, LongType, context) : arg));
  const [a, b] = read.map(typeOf) as [DataType, DataType];
  const common = tightestCommonType(a, b, context);
  const type = common?.kind === 'null' ? IntegerType : common;
  if (type === undefined || !isIntegral(type)) refuseBinary(name, read, INTEGRAL.words, context);
  return { args: read.map((arg) => castTo(arg, type, context)), dataType: type, nullable: read.some(isNullable) };
}

const bitwise = (head: Head, sql: (x: string, y: string) => string) =>
  scalarBy(
    head,
    (args, context) => bitwiseOperands(head[0], args, context),
    ([x, y]) => sql(x, y),
  );

/** Operators of arithmetic and their `try_` forms. */
export const arithmeticOperators: readonly FunctionRecord[] = [
  binary(
    ['+', 'expr1 + expr2', 'Adds numbers, intervals, or an interval to a date or timestamp.'],
    '+',
    additive('+', faultsOf),
  ),
  binary(['-', 'expr1 - expr2', 'Subtracts numbers, intervals, dates or timestamps.'], '-', additive('-', faultsOf)),
  binary(['*', 'expr1 * expr2', 'Multiplies numbers, or an interval by a number.'], '*', multiply(faultsOf)),
  binary(['/', 'expr1 / expr2', 'Divides; the result is a double or a decimal.'], '/', divide(faultsOf)),
  binary(['%', 'expr1 % expr2', 'Remainder with the sign of the dividend.', 'mod'], '%', remainder(faultsOf)),
  binary(['div', 'expr1 div expr2', 'The integral part of a division, as BIGINT.'], 'div', integralDivide),
  binary(['pmod', 'pmod(expr1, expr2)', 'The remainder made positive.'], '%', positiveRemainder),
  tryBinary(['try_add', 'try_add(expr1, expr2)', 'Adds; null on overflow.'], '+', additive('+', always('try'))),
  tryBinary(
    ['try_subtract', 'try_subtract(expr1, expr2)', 'Subtracts; null on overflow.'],
    '-',
    additive('-', always('try')),
  ),
  tryBinary(
    ['try_multiply', 'try_multiply(expr1, expr2)', 'Multiplies; null on overflow.'],
    '*',
    multiply(always('try')),
  ),
  tryBinary(
    ['try_divide', 'try_divide(expr1, expr2)', 'Divides; null when the divisor is 0.'],
    '/',
    divide(always('try')),
  ),
  tryBinary(
    ['try_mod', 'try_mod(expr1, expr2)', 'Remainder; null when the divisor is 0.'],
    '%',
    remainder(always('try')),
  ),
  unaryNumber(['negative', 'negative(expr)', 'The value with its sign changed.'], negate),
  unaryNumber(['abs', 'abs(expr)', 'The absolute value.'], absolute),
  scalar(['positive', 'positive(expr)', 'The value itself.'], {
    params: [SIGNED],
    returns: (args) => typeOf(args[0] as Expr),
    sql: ([x]) => x,
  }),
  bitwise(['&', 'expr1 & expr2', 'Bitwise AND.'], (x, y) => `(${x} & ${y})`),
  bitwise(['|', 'expr1 | expr2', 'Bitwise OR.'], (x, y) => `(${x} | ${y})`),
  bitwise(['^', 'expr1 ^ expr2', 'Bitwise exclusive OR.'], (x, y) => `xor(${x}, ${y})`),
  scalar(['~', '~expr', 'Bitwise NOT.'], {
    params: [INTEGRAL],
    returns: (args) => typeOf(args[0] as Expr),
    sql: ([x]) => `(~${x})`,
  }),
];
