import { ExecutionError } from '../errors/index.ts';
import { type DataType, type DecimalType, sqlName } from '../types/data-type.ts';
import { dayTimeIntervalText, yearMonthIntervalText } from '../types/time/interval-text.ts';
import type { CalendarIntervalValue, Call, Expr, Literal } from './expr.ts';
import { isTypedLiteral, ROW } from './name-of.ts';
import { windowSource } from './window/window-text.ts';
import { LISTAGG, MODE, withinGroupText } from './within-group.ts';

const INFIX: Readonly<Record<string, string>> = Object.freeze({
  ...Object.fromEntries('+ - * / % = <=> < <= > >= != & | ^ || << >> >>>'.split(' ').map((op) => [op, op])),
  and: 'AND',
  or: 'OR',
  div: 'div',
  like: 'LIKE',
  ilike: 'ILIKE',
  rlike: 'RLIKE',
});
const POSTFIX: Readonly<Record<string, string>> = Object.freeze({
  isnull: 'IS NULL',
  isnotnull: 'IS NOT NULL',
  istrue: 'IS TRUE',
  isfalse: 'IS FALSE',
  isunknown: 'IS UNKNOWN',
});

const LIKE_LISTS: Readonly<Record<string, string>> = Object.freeze({
  likeany: 'LIKE ANY',
  likeall: 'LIKE ALL',
  notlikeany: 'NOT LIKE ANY',
  notlikeall: 'NOT LIKE ALL',
});

/** Spark SQL text that parses back to the same expression. Casts put in by coercion are left out: Spark puts them in again. */
export function printSpark(expr: Expr, subquery: (plan: object) => string = withoutPlan): string {
  const print = (part: Expr): string => printSpark(part, subquery);
  switch (expr.kind) {
    case 'Literal':
      return literalText(expr);
    case 'UnresolvedAttribute':
      return expr.nameParts.map(quoted).join('.');
    case 'UnresolvedStar':
      return `${[...expr.target.map(quoted), '*'].join('.')}${exceptText(expr.except)}`;
    case 'AttributeReference':
      return [...expr.qualifier.slice(-1), expr.name].map(quoted).join('.');
    case 'Alias':
      return `${print(expr.child)} AS ${expr.names === undefined ? quoted(expr.name) : `(${expr.names.map(quoted).join(', ')})`}`;
    case 'Call':
      return callText(expr, print);
    case 'Cast':
      if (expr.implicit === true) return print(expr.child);
      if (isTypedLiteral(expr)) return `${sqlName(expr.dataType)} ${print(expr.child)}`;
      return `${expr.mode === 'try' ? 'TRY_CAST' : 'CAST'}(${print(expr.child)} AS ${sqlName(expr.dataType)})`;
    case 'CaseWhen': {
      const branches = expr.branches.map((b) => ` WHEN ${print(b.condition)} THEN ${print(b.value)}`).join('');
      return `CASE${branches}${expr.otherwise === undefined ? '' : ` ELSE ${print(expr.otherwise)}`} END`;
    }
    case 'GetStructField':
      return `${print(expr.child)}.${quoted(expr.field)}`;
    case 'LambdaFunction':
      return `${expr.parameters.length === 1 ? expr.parameters.map(quoted).join('') : `(${expr.parameters.map(quoted).join(', ')})`} -> ${print(expr.body)}`;
    case 'LambdaVariable':
      return quoted(expr.name);
    case 'SortOrder':
      return `${print(expr.child)} ${expr.direction.toUpperCase()} NULLS ${expr.nulls.toUpperCase()}`;
    case 'WindowExpr':
      return windowSource(expr, print);
    case 'SubqueryExpr':
      return subqueryText(expr.form, expr.values.map(print), subquery(expr.plan));
  }
}

function subqueryText(form: 'scalar' | 'exists' | 'in', values: readonly string[], plan: string): string {
  if (form === 'scalar') return `(${plan})`;
  if (form === 'exists') return `EXISTS (${plan})`;
  return `(${values.length === 1 ? values[0] : `(${values.join(', ')})`} IN (${plan}))`;
}

function withoutPlan(): never {
  throw new ExecutionError('INTERNAL_ERROR', {
    message: 'A subquery is printed with its plan, which is not given here.',
  });
}

/** A name as it stands in Spark SQL. */
export const quotedIdentifier = (name: string): string => quoted(name);

const exceptText = (except: readonly (readonly string[])[] | undefined): string =>
  except === undefined ? '' : ` EXCEPT (${except.map((parts) => parts.map(quoted).join('.')).join(', ')})`;

/** Plain words as they are, other names in back-quotes. */
const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/i.test(name) && !RESERVED.has(name.toLowerCase()) ? name : `\`${name.replaceAll('`', '``')}\``;

/** Words that the parser does not take for a name everywhere. */
const RESERVED: ReadonlySet<string> = new Set(
  'and or not in is null true false case when then else end between like ilike rlike from where group by order having select distinct as on join interval date timestamp current_date current_timestamp cast try_cast exists union all any some filter div'.split(
    ' ',
  ),
);

function callText(expr: Call, print: (part: Expr) => string): string {
  const args = expr.args.map(print);
  const [first = '', second = '', third = ''] = args;
  const infix = args.length === 2 ? INFIX[expr.name] : undefined;
  if (infix !== undefined) return `(${first} ${infix} ${second})`;
  const postfix = POSTFIX[expr.name];
  if (postfix !== undefined) return `(${first} ${postfix})`;
  switch (expr.name) {
    case ROW:
      return `(${args.join(', ')})`;
    case 'percentile_cont':
    case 'percentile_disc':
      if (args.length < 3) return `${expr.name}(${args.join(', ')})`;
      return `${expr.name}(${second}) WITHIN GROUP (ORDER BY ${first}${third === 'true' ? ' DESC' : ''})${
        expr.filter === undefined ? '' : ` FILTER (WHERE ${print(expr.filter)})`
      }`;
    case LISTAGG:
    case MODE:
      return `${withinGroupText(expr, args, false)}${suffixes(expr, print)}`;
    case 'not':
      return `(NOT ${first})`;
    case 'negative':
      return `(- ${first})`;
    case '~':
      return `(~${first})`;
    case 'in':
      return `(${first} IN (${args.slice(1).join(', ')}))`;
    case 'between':
      return `(${first} BETWEEN ${second} AND ${third})`;
    case 'like':
    case 'ilike':
      return `(${first} ${INFIX[expr.name]} ${second} ESCAPE ${third})`;
    case 'likeany':
    case 'likeall':
    case 'notlikeany':
    case 'notlikeall':
      return `(${first} ${LIKE_LISTS[expr.name]} (${args.slice(1).join(', ')}))`;
    case 'element':
      return `${first}[${second}]`;
    case 'extract':
      return `extract(${fieldWord(expr.args[0])} FROM ${second})`;
    default:
      return `${expr.name === '||' ? 'concat' : expr.name}(${expr.distinct ? 'DISTINCT ' : ''}${args.join(', ')})${suffixes(expr, print)}`;
  }
}

const fieldWord = (expr: Expr | undefined): string => (expr?.kind === 'Literal' ? String(expr.value) : '');

const suffixes = (expr: Call, print: (part: Expr) => string): string =>
  `${expr.ignoreNulls ? ' IGNORE NULLS' : ''}${expr.filter === undefined ? '' : ` FILTER (WHERE ${print(expr.filter)})`}`;

/** A string literal with the escapes Spark's parser reads. */
const quotedText = (text: string): string => `'${text.replace(/[\\'\n\r\t\0]/g, (char) => ESCAPES[char] ?? char)}'`;

const ESCAPES: Readonly<Record<string, string>> = Object.freeze({
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
});

const SUFFIXES: Readonly<Partial<Record<DataType['kind'], string>>> = Object.freeze({
  byte: 'Y',
  short: 'S',
  long: 'L',
});

function literalText({ value, dataType }: Literal): string {
  if (value === null) return dataType.kind === 'null' ? 'NULL' : `CAST(NULL AS ${sqlName(dataType)})`;
  switch (dataType.kind) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return `${value}${SUFFIXES[dataType.kind] ?? ''}`;
    case 'decimal':
      return decimalText(String(value), dataType);
    case 'float':
    case 'double':
      return Number.isFinite(Number(value))
        ? `${exponentText(Number(value))}${dataType.kind === 'float' ? 'F' : 'D'}`
        : `CAST('${value}' AS ${sqlName(dataType)})`;
    case 'string':
      return quotedText(String(value));
    case 'binary':
      return `X'${Buffer.from(String(value), 'base64').toString('hex').toUpperCase()}'`;
    case 'date':
      return `DATE '${value}'`;
    case 'timestamp':
      return `TIMESTAMP '${clockText(BigInt(String(value)))}Z'`;
    case 'timestamp_ntz':
      return `TIMESTAMP_NTZ '${clockText(BigInt(String(value)))}'`;
    case 'dayTimeInterval':
      return dayTimeIntervalText(BigInt(String(value)), dataType);
    case 'yearMonthInterval':
      return yearMonthIntervalText(Number(value), dataType);
    case 'calendarInterval': {
      const { months, days, microseconds } = value as CalendarIntervalValue;
      const seconds = Number(microseconds) / 1_000_000;
      return `make_interval(0, ${months}, 0, ${days}, 0, 0, ${seconds})`;
    }
    default:
      return String(value);
  }
}

const exponentText = (value: number): string =>
  (Object.is(value, -0) ? '-0' : String(value)).replace('e+', 'E').replace('e', 'E');

/** Digits alone where they have the type by themselves. */
function decimalText(text: string, type: DecimalType): string {
  const [integral = '', fraction = ''] = text
    .replace('-', '')
    .replace(/^0+(?=\d*\.)/, '')
    .split('.');
  const natural =
    text.includes('.') &&
    fraction.length === type.scale &&
    Math.max(integral.length + fraction.length, 1) === type.precision;
  return natural ? text : `CAST('${text}' AS ${sqlName(type)})`;
}

function clockText(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19).replace('T', ' ');
  return fraction === 0n ? seconds : `${seconds}.${String(fraction).padStart(6, '0')}`;
}
