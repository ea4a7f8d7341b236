import {
  type DataType,
  DateType,
  type DecimalType,
  DoubleType,
  dayTimeIntervalType,
  decimalType,
  isIntegral,
  isInterval,
  isNumeric,
  LongType,
  TimestampType,
} from '../../types/data-type.ts';
import { castTo, tightestCommonType } from '../coercion.ts';
import { decimalArithmetic } from '../decimal-sql.ts';
import { decimalFor, decimalResult } from '../decimal-types.ts';
import { ANSI_CONFIG, duckDbType, faultSql } from '../duckdb-sql.ts';
import { isUtc, plusMonths, toWallClock } from '../duckdb-time.ts';
import { type Call, call, type Expr } from '../expr.ts';
import type { EvaluationContext, FunctionRecord, PrintContext, Signature } from '../function-record.ts';
import { INTEGER_RANGES, wrapSql } from '../integer-range.ts';
import { differentOperands, unexpectedInput, wrongNumberOfArguments, wrongOperand } from '../mismatch.ts';
import { isNullable, typeOf } from '../type-of.ts';
import { INTEGRAL, NUMERIC_OR_INTERVAL, SMALL_INTEGRAL } from '../type-rule.ts';
import { type Args, checkArguments, type Head, scalar, scalarBy } from './define.ts';

type Operator = '+' | '-' | '*' | '/' | '%' | 'div';

const OPERAND_WORDS: Readonly<Record<Operator, string>> = Object.freeze({
  '+': '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")',
  '-': '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")',
  '*': '"NUMERIC"',
  '/': '("DOUBLE" or "DECIMAL")',
  '%': '"NUMERIC"',
  div: '("BIGINT" or "DECIMAL")',
});

const isDateTime = (type: DataType): boolean => ['date', 'timestamp', 'timestamp_ntz'].includes(type.kind);

/** Types of the operands and the result; `name` is the function's own, which messages show. */
function resolveArithmetic(name: string, op: Operator, args: readonly Expr[], context: EvaluationContext): Signature {
  if (args.length !== 2) wrongNumberOfArguments(call(name, args), '2');
  const [left, right] = args as readonly [Expr, Expr];
  const [a, b] = [typeOf(left), typeOf(right)];
  const special = temporal(op, left, right, context) ?? intervalScaled(op, left, right, context);
  if (special !== undefined) return special;
  const promoted = promoteStrings(op, left, right, context);
  const [x, y] = promoted.map(typeOf) as [DataType, DataType];
  if (isInterval(x) && isInterval(y) && (op === '+' || op === '-')) {
    const type = tightestCommonType(x, y, context);
    if (type !== undefined) return { args: promoted, dataType: type };
  }
  const numeric = [x, y].every((t) => isNumeric(t) || t.kind === 'null');
  if (!numeric || (x.kind === 'null' && y.kind === 'null')) refuseOperands(name, op, args, a, b, context);
  const bothDecimal = decimalOperands(...promoted);
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
  const type = op === '/' ? DoubleType : op === 'div' ? LongType : common;
  if (op === 'div' && !isIntegral(common)) wrongOperand(name, args, OPERAND_WORDS.div, common);
  return {
    args: promoted.map((arg) => castTo(arg, type, context)),
    dataType: type,
    nullable: nullableResult(args, op, context, false),
  };
}

const nullableResult = (args: readonly Expr[], op: Operator, context: EvaluationContext, decimal: boolean): boolean =>
  args.some(isNullable) || (!context.ansi && (decimal || op === '/' || op === '%' || op === 'div'));

function refuseOperands(
  name: string,
  op: Operator,
  args: readonly Expr[],
  a: DataType,
  b: DataType,
  context: EvaluationContext,
): never {
  const timed =
    op === '+' ? [a, b].find((type) => type.kind === 'timestamp' || type.kind === 'timestamp_ntz') : undefined;
  const day = op === '+' ? [a, b].findIndex((type) => type.kind === 'date') : -1;
  if (timed !== undefined && day >= 0)
    unexpectedInput('date_add', day === 0 ? args : args.toReversed(), 1, SMALL_INTEGRAL.words);
  if (timed !== undefined && [a, b].some((type) => type.kind === 'string'))
    wrongOperand(name, args, OPERAND_WORDS[op], timed);
  const scaled = op === '*' ? [a, b].findIndex(isInterval) : op === '/' && isInterval(a) ? 0 : -1;
  if (scaled >= 0) unexpectedInput(name, scaled === 0 ? args : args.toReversed(), 1, '"NUMERIC"', call(name, args));
  const common = tightestCommonType(a, b, context);
  if (common === undefined) differentOperands(name, args);
  wrongOperand(name, args, OPERAND_WORDS[op], common);
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
  if (expr.kind !== 'Literal' || expr.value === null || !isIntegral(expr.dataType)) return decimalFor(typeOf(expr));
  return decimalType(String(expr.value).replace('-', '').length, 0);
}

/** Text beside a number: BIGINT beside integers and DOUBLE beside the others under ANSI, always DOUBLE otherwise. */
function promoteStrings(op: Operator, left: Expr, right: Expr, context: EvaluationContext): [Expr, Expr] {
  const [a, b] = [typeOf(left), typeOf(right)];
  const target = (other: DataType): DataType =>
    context.ansi && isIntegral(other) && op !== '/' ? LongType : DoubleType;
  if (a.kind === 'string' && b.kind === 'string') {
    return context.ansi ? [left, right] : [castTo(left, DoubleType, context), castTo(right, DoubleType, context)];
  }
  if (a.kind === 'string' && isNumeric(b)) return [castTo(left, target(b), context), castTo(right, target(b), context)];
  if (b.kind === 'string' && isNumeric(a)) return [castTo(left, target(a), context), castTo(right, target(a), context)];
  return [left, right];
}

/** Dates and timestamps plus and minus intervals, days and each other. */
function temporal(op: Operator, left: Expr, right: Expr, context: EvaluationContext): Signature | undefined {
  const [a, b] = [typeOf(left), typeOf(right)];
  if (op === '+' && isDateTime(b) && !isDateTime(a)) return temporal(op, right, left, context);
  if ((op !== '+' && op !== '-') || !isDateTime(a)) return undefined;
  const args = [left, right];
  if (isDateTime(b)) {
    if (op === '+') return undefined;
    if (a.kind === 'date' && b.kind === 'date') return { args, dataType: dayTimeIntervalType('day', 'day') };
    const type = tightestCommonType(a, b, context) ?? TimestampType;
    return { args: args.map((arg) => castTo(arg, type, context)), dataType: dayTimeIntervalType() };
  }
  if (a.kind === 'date') {
    if (['byte', 'short', 'integer'].includes(b.kind)) return { args, dataType: DateType };
    if (b.kind === 'yearMonthInterval' || b.kind === 'calendarInterval') return { args, dataType: DateType };
    if (b.kind !== 'dayTimeInterval') return undefined;
    if (b.start === 'day' && b.end === 'day') return { args, dataType: DateType };
    return { args: [castTo(left, TimestampType, context), right], dataType: TimestampType };
  }
  return isInterval(b) ? { args, dataType: a } : undefined;
}

/** An interval times or divided by a number. */
function intervalScaled(op: Operator, left: Expr, right: Expr, context: EvaluationContext): Signature | undefined {
  const [a, b] = [typeOf(left), typeOf(right)];
  if (op === '*' && isInterval(b) && !isInterval(a)) return intervalScaled(op, right, left, context);
  const scales = (op === '*' || op === '/') && (a.kind === 'dayTimeInterval' || a.kind === 'yearMonthInterval');
  if (!scales || !(isNumeric(b) || b.kind === 'string' || b.kind === 'null')) return undefined;
  const factor = b.kind === 'string' || b.kind === 'null' ? castTo(right, DoubleType, context) : right;
  const dataType: DataType =
    a.kind === 'dayTimeInterval' ? dayTimeIntervalType() : { kind: 'yearMonthInterval', start: 'year', end: 'month' };
  return { args: [left, factor], dataType };
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
    if (isDateTime(a)) return temporalSql(op, x, y, a, b, context);
    return numericSql(op, x, y, expr, faults(context));
  };
}

/** Timestamps lie as far apart as their wall clocks in the session's zone. */
const wallMicros = (sql: string, type: DataType, context: PrintContext): string =>
  `epoch_us(${type.kind === 'timestamp' && !isUtc(context) ? toWallClock(sql, context) : sql})`;

function temporalSql(op: '+' | '-', x: string, y: string, a: DataType, b: DataType, context: PrintContext): string {
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
      return a.kind === 'date' ? `CAST(${x} ${op} ${y} AS DATE)` : `(${x} ${op} ${y})`;
    default:
      return `(${x} ${op} CAST(${y} AS INTEGER))`;
  }
}

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
  const range = INTEGER_RANGES[type.kind];
  if (range === undefined || faults === 'ansi') return `(${x} ${op} ${y})`;
  const wide = `(CAST(${x} AS ${range.wider}) ${op} ${y})`;
  return faults === 'try' ? `TRY_CAST(${wide} AS ${duckDbType(type)})` : wrapSql(wide, type);
}

const scaledInterval = (op: '*' | '/', x: string, y: string, expr: Call, faults: Faults): string => {
  const whole = isIntegral(argType(expr, 1)) && op === '*';
  const type = duckDbType(expr.dataType ?? LongType);
  if (whole) return `CAST(${x} * ${y} AS ${type})`;
  const value = `CAST(round(CAST(${x} AS DOUBLE) ${op} ${y}) AS ${type})`;
  const fault = faults === 'try' ? 'NULL' : faultSql('INTERVAL_DIVIDED_BY_ZERO');
  return op === '/' ? `CASE WHEN ${y} = 0 THEN ${fault} ELSE ${value} END` : value;
};

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
  const value = `CASE WHEN ${first} < 0 THEN ${mod(`(${first} + ${y})`)} ELSE ${first} END`;
  return unlessZero(x, y, expr, zeroFault('REMAINDER_BY_ZERO', mode), value);
};

const negate = ([x]: Args, expr: Call, context: PrintContext): string =>
  context.ansi || INTEGER_RANGES[expr.dataType?.kind ?? 'null'] === undefined
    ? `(- ${x})`
    : wrapSql(`(- CAST(${x} AS HUGEINT))`, expr.dataType ?? LongType);

const absolute = ([x]: Args, expr: Call, context: PrintContext): string =>
  context.ansi || INTEGER_RANGES[expr.dataType?.kind ?? 'null'] === undefined
    ? `abs(${x})`
    : wrapSql(`abs(CAST(${x} AS HUGEINT))`, expr.dataType ?? LongType);

const binary = (head: Head, op: Operator, sql: (args: Args, expr: Call, context: PrintContext) => string) =>
  scalarBy(head, (args, context) => resolveArithmetic(head[0], op, args, context), sql);

const always = (faults: Faults) => (): Faults => faults;

const tryBinary = (head: Head, op: Operator, sql: (args: Args, expr: Call, context: PrintContext) => string) =>
  scalarBy(head, (args, context) => ({ ...resolveArithmetic(head[0], op, args, context), nullable: true }), sql);

const unaryNumber = (head: Head, sql: (args: Args, expr: Call, context: PrintContext) => string) =>
  scalar(head, { params: [NUMERIC_OR_INTERVAL], returns: (args) => typeOf(args[0] as Expr), sql });

const bitwise = (head: Head, sql: (x: string, y: string) => string) =>
  scalarBy(
    head,
    (args, context) => {
      const checked = checkArguments(head[0], args, { params: [INTEGRAL, INTEGRAL] }, context);
      const [a, b] = checked.map(typeOf) as [DataType, DataType];
      const type = tightestCommonType(a, b, context) ?? LongType;
      return {
        args: checked.map((arg) => castTo(arg, type, context)),
        dataType: type,
        nullable: checked.some(isNullable),
      };
    },
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
    params: [NUMERIC_OR_INTERVAL],
    returns: (args) => typeOf(args[0] as Expr),
    sql: ([x]) => x,
  }),
  bitwise(['&', 'expr1 & expr2', 'Bitwise AND.'], (x, y) => `(${x} & ${y})`),
  bitwise(['|', 'expr1 | expr2', 'Bitwise OR.'], (x, y) => `(${x} | ${y})`),
  bitwise(['^', 'expr1 ^ expr2', 'Bitwise exclusive OR.'], (x, y) => `xor(${x}, ${y})`),
  scalar(['~', '~expr', 'Bitwise NOT.'], {
    params: [{ ...INTEGRAL, target: undefined }],
    returns: (args) => typeOf(args[0] as Expr),
    sql: ([x]) => `(~${x})`,
  }),
];
