import { simpleString, sqlName } from '../types/data-type.ts';
import type { Call, Expr, Literal } from './expr.ts';

const INFIX = new Set('+ - * / % div = <=> < <= > >= and or & | ^ like ilike rlike'.split(' '));
const POSTFIX: Readonly<Record<string, string>> = {
  isnull: 'IS NULL',
  isnotnull: 'IS NOT NULL',
  istrue: 'IS TRUE',
  isfalse: 'IS FALSE',
  isunknown: 'IS UNKNOWN',
};
const SHOUTED: Readonly<Record<string, string>> = { ceiling: 'CEIL', ceil: 'CEIL', floor: 'FLOOR', '||': 'concat' };

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
      if (expr.implicit === true) return nameOf(expr.child);
      return `${expr.mode === 'try' ? 'TRY_CAST' : 'CAST'}(${nameOf(expr.child)} AS ${sqlName(expr.dataType)})`;
    case 'CaseWhen': {
      const branches = expr.branches.map((b) => ` WHEN ${nameOf(b.condition)} THEN ${nameOf(b.value)}`).join('');
      return `CASE${branches}${expr.otherwise === undefined ? '' : ` ELSE ${nameOf(expr.otherwise)}`} END`;
    }
    case 'GetStructField':
      return `${nameOf(expr.child)}.${expr.field}`;
    case 'LambdaFunction': {
      const parameters = expr.parameters.map((p) => `namedlambdavariable(${p})`).join(', ');
      return `lambdafunction(${nameOf(expr.body)}, ${parameters})`;
    }
    case 'LambdaVariable':
      return `namedlambdavariable(${expr.name})`;
    case 'SubqueryExpr':
      return subqueryName(expr.form, expr.values);
    case 'SortOrder':
      return `${nameOf(expr.child)} ${expr.direction.toUpperCase()} NULLS ${expr.nulls.toUpperCase()}`;
  }
}

function subqueryName(form: 'scalar' | 'exists' | 'in', values: readonly Expr[]): string {
  if (form === 'scalar') return 'scalarsubquery()';
  return form === 'exists' ? 'exists()' : `(${values.map(nameOf).join(', ')} IN (listquery()))`;
}

function callName(expr: Call): string {
  const args = expr.args.map(nameOf);
  const [first = '', second = ''] = args;
  if (INFIX.has(expr.name) && args.length === 2) return `(${first} ${infixName(expr.name)} ${second})`;
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
    case '~':
      return `~${first}`;
    case 'in':
      return `(${first} IN (${args.slice(1).join(', ')}))`;
    case 'extract':
      return `extract(${first} FROM ${second})`;
    case 'element':
      return `${first}[${second}]`;
    default:
      return `${SHOUTED[expr.name] ?? expr.name}(${aggregateParts(expr, args)}`;
  }
}

function aggregateParts(expr: Call, args: readonly string[]): string {
  const list = `${expr.distinct ? 'DISTINCT ' : ''}${args.map((a) => (a === '*' ? '1' : a)).join(', ')})`;
  const nulls = expr.ignoreNulls ? ' ignore nulls' : '';
  return `${list}${nulls}${expr.filter === undefined ? '' : ` FILTER (WHERE ${nameOf(expr.filter)})`}`;
}

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
      return doubleName(value);
    case 'dayTimeInterval':
    case 'yearMonthInterval':
    case 'calendarInterval':
      return `${simpleString(dataType).toUpperCase()} '${typeof value === 'object' ? JSON.stringify(value) : value}'`;
    default:
      return String(value);
  }
}

const doubleName = (value: unknown): string =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e7 ? value.toFixed(1) : String(value);

function microsText(micros: bigint): string {
  const millis = Number((micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n);
  const fraction = String(((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const text = new Date(millis).toISOString().slice(0, 19).replace('T', ' ');
  return fraction === '' ? text : `${text}.${fraction}`;
}
