import {
  CalendarIntervalType,
  type DataType,
  dayTimeIntervalType,
  isInterval,
  sqlName,
  yearMonthIntervalType,
} from '../types/data-type.ts';
import { wallClockText } from '../types/time/calendar-text.ts';
import { dayTimeIntervalText, yearMonthIntervalText } from '../types/time/interval-text.ts';
import { instantMicros, parseWallClock, wallMicros } from '../types/time/parse-time.ts';
import { zoneOffsets } from '../types/time/time-zone.ts';
import { doubleText, floatText } from './builtins/number-text.ts';
import {
  type CalendarIntervalValue,
  type Call,
  type Cast,
  call,
  type Expr,
  type Literal,
  unresolvedAttribute,
} from './expr.ts';
import { transformUp } from './traverse.ts';
import { windowText } from './window/window-text.ts';
import { LISTAGG, MODE, withinGroupText } from './within-group.ts';

const INFIX = new Set('+ - * / % div = <=> < <= > >= and or & | ^ << >> >>>'.split(' '));
const POSTFIX: Readonly<Record<string, string>> = {
  isnull: 'IS NULL',
  isnotnull: 'IS NOT NULL',
  istrue: 'IS TRUE',
  isfalse: 'IS FALSE',
  isunknown: 'IS UNKNOWN',
};
/** Mathematics Spark names in capitals. */
const SHOUTED = new Set(
  'ceil floor sqrt cbrt exp expm1 log log10 log2 log1p sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh cot sec csc degrees radians signum hypot pi e'.split(
    ' ',
  ),
);
const RENAMED: Readonly<Record<string, string>> = Object.freeze({
  ceiling: 'CEIL',
  '||': 'concat',
  rlike: 'RLIKE',
  regexp: 'REGEXP',
  regexp_like: 'REGEXP_LIKE',
  power: 'POWER',
  to_varchar: 'to_char',
  current_database: 'current_schema',
});
const TRIMS: Readonly<Record<string, string>> = Object.freeze({ trim: 'BOTH', ltrim: 'LEADING', rtrim: 'TRAILING' });
const UNIX_PATTERN = [1, 'yyyy-MM-dd HH:mm:ss'] as const;
const REST = [2, '2147483647'] as const;
/** Functions of which only the first argument shows. */
const FIRST_ONLY = new Set(['from_csv', 'from_json', 'schema_of_csv', 'schema_of_json', 'to_csv', 'to_json']);
/** Arguments Spark fills in where they are left out: from the index on. */
const DEFAULTS: Readonly<Record<string, readonly [index: number, ...texts: string[]]>> = Object.freeze({
  make_interval: [0, '0', '0', '0', '0', '0', '0', '0.000000'],
  try_make_interval: [0, '0', '0', '0', '0', '0', '0', '0.000000'],
  make_dt_interval: [0, '0', '0', '0', '0.000000'],
  make_ym_interval: [0, '0', '0'],
  round: [1, '0'],
  bround: [1, '0'],
  split: [2, '-1'],
  regexp_extract: [2, '1'],
  regexp_extract_all: [2, '1'],
  regexp_replace: [3, '1'],
  sort_array: [1, 'true'],
  substring: REST,
  substr: REST,
  months_between: [2, 'true'],
  from_unixtime: UNIX_PATTERN,
  unix_timestamp: UNIX_PATTERN,
  to_unix_timestamp: UNIX_PATTERN,
  hmac: [2, 'SHA-256'],
  mask: [1, 'X', 'x', 'n', 'NULL'],
  str_to_map: [1, ',', ':'],
  replace: [2, ''],
  overlay: [3, '-1'],
  locate: [2, '1'],
  position: [2, '1'],
  regexp_instr: [2, '0'],
  percentile: [2, '1'],
  percentile_approx: [2, '10000'],
  approx_percentile: [2, '10000'],
});

/** Casts to arrays, maps and structs do not show. */
const isNested = ({ kind }: DataType): boolean => kind === 'array' || kind === 'map' || kind === 'struct';

/**
 * The name Spark gives an expression without an alias, also its form in messages: `count(1)`, `(v + 1)`, `CAST(k AS INT)`.
 * Works on resolved and unresolved trees; casts put in by coercion do not show.
 */
export function nameOf(expr: Expr): string {
  switch (expr.kind) {
    case 'Literal':
      return literalName(expr);
    case 'UnresolvedAttribute':
      return expr.nameParts.join('.');
    case 'UnresolvedStar':
      return [...expr.target, '*'].join('.');
    case 'AttributeReference':
      return expr.name;
    case 'Alias':
      return expr.name;
    case 'Call':
      return callName(expr);
    case 'Cast':
      if (expr.implicit === true || isNested(expr.dataType)) return nameOf(expr.child);
      if (isTypedLiteral(expr)) return typedLiteralName(expr);
      return `${expr.mode === 'try' ? 'TRY_CAST' : 'CAST'}(${nameOf(expr.child)} AS ${sqlName(expr.dataType)})`;
    case 'CaseWhen': {
      const branches = expr.branches.map((b) => ` WHEN ${nameOf(b.condition)} THEN ${nameOf(b.value)}`).join('');
      return `CASE${branches}${expr.otherwise === undefined ? '' : ` ELSE ${nameOf(expr.otherwise)}`} END`;
    }
    case 'GetStructField':
      return `${nameOf(expr.child)}.${expr.field}`;
    case 'LambdaFunction': {
      const names = expr.parameters.map((p) => p.toLowerCase());
      const body = transformUp(expr.body, (part) => anonymous(part, names));
      return `lambdafunction(${nameOf(body)}, ${names.map(() => VARIABLE).join(', ')})`;
    }
    case 'LambdaVariable':
      return VARIABLE;
    case 'SubqueryExpr':
      return subqueryName(expr.form, expr.values);
    case 'SortOrder':
      return `${nameOf(expr.child)} ${expr.direction.toUpperCase()} NULLS ${expr.nulls.toUpperCase()}`;
    case 'WindowExpr':
      return windowText(expr, nameOf);
  }
}

/** Spark's name of every lambda parameter. */
const VARIABLE = 'namedlambdavariable()';
const IDENTITY = `lambdafunction(${VARIABLE}, ${VARIABLE})`;
/** The comparator Spark gives `array_sort` where there is none. */
const NATURAL_ORDER =
  'lambdafunction((IF(((V IS NULL) AND (V IS NULL)), 0, (IF((V IS NULL), 1, (IF((V IS NULL), -1, (IF((V < V), -1, (IF((V > V), 1, 0)))))))))), V, V)'.replace(
    /V/g,
    VARIABLE,
  );
/** `(a, b)`: a struct whose fields are called like its columns. */
export const ROW = '__row';
/** The name of a field of a row: that of its column, or `col1`, `col2` …. */
export function rowFieldName(arg: Expr, index: number): string {
  if (arg.kind === 'AttributeReference' || arg.kind === 'Alias' || arg.kind === 'LambdaVariable') return arg.name;
  if (arg.kind === 'UnresolvedAttribute') return arg.nameParts.at(-1) ?? '';
  return arg.kind === 'GetStructField' ? arg.field : `col${index + 1}`;
}

/** A name of a lambda's parameter that is not resolved yet, as Spark shows it. */
function anonymous(expr: Expr, names: readonly string[]): Expr {
  if (expr.kind !== 'UnresolvedAttribute' || !names.includes(expr.nameParts[0]?.toLowerCase() ?? '')) return expr;
  return unresolvedAttribute(VARIABLE, ...expr.nameParts.slice(1));
}

function subqueryName(form: 'scalar' | 'exists' | 'in', values: readonly Expr[]): string {
  if (form === 'scalar') return 'scalarsubquery()';
  return form === 'exists' ? 'exists()' : `(${values.map(nameOf).join(', ')} IN (listquery()))`;
}

/** Spark calls maps out of JSON by the name of their column in a schema. */
const isMapSchema = (schema: Expr | undefined): boolean =>
  schema?.kind === 'Literal' && /^\s*map\s*</i.test(String(schema.value));

/** Calls that are casts, of which only the value shows. */
const CASTS = new Set(
  'bigint binary boolean date decimal double float int smallint string timestamp tinyint'.split(' '),
);

function callName(expr: Call): string {
  if (expr.name === 'from_json' && isMapSchema(expr.args[1])) return 'entries';
  const args = expr.args.map(argumentName);
  if (CASTS.has(expr.name) && args.length === 1) return args[0] ?? '';
  const [first = '', second = ''] = args;
  if (INFIX.has(expr.name) && args.length === 2) return infixText(expr, first, second);
  const postfix = POSTFIX[expr.name];
  if (postfix !== undefined) return `(${first} ${postfix})`;
  switch (expr.name) {
    case '!=':
      return `(NOT (${first} = ${second}))`;
    case 'not':
      return `(NOT ${first})`;
    case 'negative':
      return `(- ${first})`;
    case 'positive':
      return `(+ ${first})`;
    case 'moved':
      return `${first} + ${second}`;
    case '~':
      return `~${first}`;
    case 'like':
    case 'ilike':
      return likeName(expr.name, args);
    case 'likeany':
    case 'likeall':
    case 'notlikeany':
    case 'notlikeall':
      return `${expr.name}(${first})`;
    case 'in':
      return `(${first} IN (${args.slice(1).join(', ')}))`;
    case 'extract':
      return `extract(${first} FROM ${second})`;
    case 'element':
      return isFieldByText(expr) ? `${first}.${second}` : `${first}[${second}]`;
    case ROW:
      return `named_struct(${expr.args.flatMap((arg, i) => [rowFieldName(arg, i), nameOf(arg)]).join(', ')})`;
    case 'percentile_cont':
    case 'percentile_disc':
      return withinGroupName(expr.name, args);
    case LISTAGG:
    case MODE:
      return `${withinGroupText(expr, args, true)}${expr.filter === undefined ? '' : ` FILTER (WHERE ${nameOf(expr.filter)})`}`;
    case 'if':
      return `(IF(${args.join(', ')}))`;
    case 'trim':
    case 'ltrim':
    case 'rtrim':
      if (args.length === 2) return `TRIM(${TRIMS[expr.name]} ${first} FROM ${second})`;
      return `${expr.name}(${first})`;
    case 'assert_true':
      return `assert_true(${args.length === 1 ? `${first}, '${first}' is not true!` : args.join(', ')})`;
    case 'raise_error':
      return `raise_error(${args.length === 1 ? `USER_RAISED_EXCEPTION, map(errorMessage, ${first})` : args.join(', ')})`;
    case 'aggregate':
    case 'reduce':
      if (args.length === 3) return `${expr.name}(${[...args, IDENTITY].join(', ')})`;
      return `${expr.name}(${args.join(', ')})`;
    case 'array_sort':
      return `${expr.name}(${args.length === 1 ? `${first}, ${NATURAL_ORDER}` : args.join(', ')})`;
    default:
      return `${functionName(expr)}(${aggregateParts(expr, withDefaults(expr.name, args))}`;
  }
}

/** An escape character shows only with LIKE, and only if it is another than the backslash. */
function likeName(name: 'like' | 'ilike', [first, second, mark]: readonly string[]): string {
  if (name === 'ilike') return `ilike(${first}, ${second})`;
  return `${first} LIKE ${second}${mark === undefined || mark === '\\' ? '' : ` ESCAPE '${mark}'`}`;
}

/** An argument with a name of its own shows it: `struct(v AS q)`. */
const argumentName = (arg: Expr): string =>
  arg.kind === 'Alias' && arg.name !== '' ? `${nameOf(arg.child)} AS ${quotedName(arg.name)}` : nameOf(arg);

const quotedName = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``);

/** `percentile_cont(0.5) WITHIN GROUP (ORDER BY v)`. */
const withinGroupName = (name: string, [value, fraction, descending]: readonly string[]): string =>
  descending === undefined
    ? `${name}(${value})`
    : `${name}(${fraction}) WITHIN GROUP (ORDER BY ${value}${descending === 'true' ? ' DESC' : ''})`;

/** `s['field']` of a column of structs. */
function isFieldByText({ args: [base, key] }: Call): boolean {
  if (base?.kind !== 'AttributeReference' || key?.kind !== 'Literal' || key.dataType.kind !== 'string') return false;
  const { dataType } = base;
  return dataType.kind === 'struct' || (dataType.kind === 'array' && dataType.elementType.kind === 'struct');
}

/** With a scale, `ceil` and `floor` are other functions, in small letters. */
function functionName({ name, args }: Call): string {
  const scaled = (name === 'ceil' || name === 'floor' || name === 'ceiling') && args.length > 1;
  return SHOUTED.has(name) && !scaled ? name.toUpperCase() : ((scaled ? undefined : RENAMED[name]) ?? name);
}

function withDefaults(name: string, args: readonly string[]): readonly string[] {
  if (FIRST_ONLY.has(name)) return args.slice(0, 1);
  if ((name === 'lpad' || name === 'rpad') && args.length === 2)
    return [...args, args[0]?.startsWith("X'") ? "X'00'" : ' '];
  if (name === 'log' && args.length === 1) return ['E()', ...args];
  if (name === 'convert_timezone' && args.length === 2) return ['current_timezone()', ...args];
  const [index = Number.POSITIVE_INFINITY, ...texts] = DEFAULTS[name] ?? [];
  return args.length < index ? args : [...args, ...texts.slice(args.length - index)];
}

/** `TIMESTAMP '…'`: the parser leaves its reading to the session's zone. */
export const isTypedLiteral = (expr: Cast): boolean =>
  expr.mode === 'ansi' &&
  expr.child.kind === 'Literal' &&
  expr.child.dataType.kind === 'string' &&
  (expr.dataType.kind === 'timestamp' || expr.dataType.kind === 'timestamp_ntz');

/** The literal in full; one with a zone is shown in UTC, as names know no session. */
function typedLiteralName(expr: Cast): string {
  const text = nameOf(expr.child);
  const clock = parseWallClock(text);
  if (clock === undefined) return `${sqlName(expr.dataType)} '${text}'`;
  const zone = clock.zone === undefined || expr.dataType.kind === 'timestamp_ntz' ? undefined : zoneOffsets(clock.zone);
  return `${sqlName(expr.dataType)} '${microsText(zone === undefined ? wallMicros(clock) : instantMicros(clock, zone))}'`;
}

function aggregateParts(expr: Call, args: readonly string[]): string {
  const list = `${expr.distinct ? 'DISTINCT ' : ''}${args.map((a) => (a === '*' ? '1' : a)).join(', ')})`;
  const nulls = expr.ignoreNulls ? ' ignore nulls' : '';
  return `${list}${nulls}${expr.filter === undefined ? '' : ` FILTER (WHERE ${nameOf(expr.filter)})`}`;
}

/** A time plus or minus an interval stands without parentheses, a date moved by days is a call. */
function infixText({ name, args: [left, right] }: Call, first: string, second: string): string {
  const text = `${first} ${infixName(name)} ${second}`;
  const [time, by] = [knownType(left), knownType(right)];
  if (left !== undefined && right !== undefined && comesSecond(name, time, by))
    return infixText(call(name, [right, left]), second, first);
  if (name !== '+' && name !== '-') return `(${text})`;
  if (by === undefined) return `(${text})`;
  if (time?.kind === 'date') {
    if (['byte', 'short', 'integer'].includes(by.kind))
      return `${name === '+' ? 'date_add' : 'date_sub'}(${first}, ${second})`;
    if (by.kind === 'dayTimeInterval' && by.start === 'day' && by.end === 'day')
      return `date_add(${first}, ${name === '+' ? wholeDays(second) : `(- ${wholeDays(second)})`})`;
  }
  const shifts =
    by.kind === 'null'
      ? name === '+' && time !== undefined && isTime(time)
      : isInterval(by) &&
        (time === undefined || isTime(time) || (time.kind === 'string' && by.kind !== 'yearMonthInterval'));
  return shifts ? text : `(${text})`;
}

/** Spark puts the time first that an interval or days are added to, and the interval that a number multiplies. */
function comesSecond(name: string, left: DataType | undefined, right: DataType | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (name === '*') return isInterval(right) && !isInterval(left);
  if (name !== '+' || isTime(left)) return false;
  return isTime(right) && (right.kind === 'date' ? left.kind !== 'string' : isInterval(left) || left.kind === 'null');
}

const isTime = (type: DataType): boolean => ['date', 'timestamp', 'timestamp_ntz'].includes(type.kind);

const wholeDays = (interval: string): string => `extractansiintervaldays(${interval})`;

/** The type of an expression as far as the node says it: names stand for unresolved trees too. */
function knownType(expr: Expr | undefined): DataType | undefined {
  if (expr?.kind === 'Call') return expr.dataType ?? MADE_INTERVALS[expr.name];
  return expr !== undefined && 'dataType' in expr ? expr.dataType : undefined;
}

const MADE_INTERVALS: Readonly<Record<string, DataType>> = Object.freeze({
  make_interval: CalendarIntervalType,
  try_make_interval: CalendarIntervalType,
  make_dt_interval: dayTimeIntervalType(),
  make_ym_interval: yearMonthIntervalType(),
});

const infixName = (name: string): string => (name === 'div' || /^\W/.test(name) ? name : name.toUpperCase());

function literalName(expr: Literal): string {
  const { value, dataType } = expr;
  if (value === null) return 'NULL';
  switch (dataType.kind) {
    case 'date':
      return `DATE '${value}'`;
    case 'timestamp':
    case 'timestamp_ntz': {
      const text = microsText(BigInt(String(value)));
      return `${dataType.kind === 'timestamp' ? 'TIMESTAMP' : 'TIMESTAMP_NTZ'} '${text}'`;
    }
    case 'binary':
      return `X'${Buffer.from(String(value), 'base64').toString('hex').toUpperCase()}'`;
    case 'double':
      return doubleText(Number(value));
    case 'float':
      return floatText(Number(value));
    case 'dayTimeInterval':
      return dayTimeIntervalText(BigInt(String(value)), dataType);
    case 'yearMonthInterval':
      return yearMonthIntervalText(Number(value), dataType);
    case 'calendarInterval':
      return calendarName(value as CalendarIntervalValue);
    default:
      return String(value);
  }
}

/** Spark's INTERVAL '1 months 2 days 3 seconds'. */
function calendarName({ months, days, microseconds }: CalendarIntervalValue): string {
  const seconds = Number(microseconds) / 1_000_000;
  const parts = [
    [months, 'months'],
    [days, 'days'],
    [seconds, 'seconds'],
  ] as const;
  return `INTERVAL '${parts
    .filter(([n]) => n !== 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ')}'`;
}

/** Microseconds as Spark prints a wall clock: without the trailing zeros of the fraction. */
const microsText = (micros: bigint): string =>
  wallClockText(micros)
    .replace('T', ' ')
    .replace(/(\.\d*?)0+$/, '$1');
