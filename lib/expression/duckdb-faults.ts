import { type ConditionName, type ConditionParams, conditions } from '../errors/index.ts';
import { doubleText } from './builtins/number-text.ts';
import { ANSI_CONFIG, FAULT_PREFIX } from './duckdb-sql.ts';

/** A fault of the data in Spark's terms. */
export interface Fault {
  readonly condition: ConditionName;
  readonly params: ConditionParams;
}

/** One of DuckDB's own messages, and what Spark says in its place. */
export interface DuckDbFault {
  readonly pattern: RegExp;
  readonly fault: (match: RegExpExecArray) => Fault;
}

const SQL_NAMES: Readonly<Record<string, string>> = Object.freeze({
  INT8: 'TINYINT',
  INT16: 'SMALLINT',
  INT32: 'INT',
  INT64: 'BIGINT',
  INT128: 'DECIMAL(38,0)',
  TINYINT: 'TINYINT',
  SMALLINT: 'SMALLINT',
  INTEGER: 'INT',
  BIGINT: 'BIGINT',
  HUGEINT: 'DECIMAL(38,0)',
  FLOAT: 'FLOAT',
  DOUBLE: 'DOUBLE',
  VARCHAR: 'STRING',
});
const SUFFIXES: Readonly<Record<string, string>> = Object.freeze({
  TINYINT: 'Y',
  SMALLINT: 'S',
  BIGINT: 'L',
  FLOAT: 'F',
  DOUBLE: 'D',
});
const TRY_FUNCTIONS: Readonly<Record<string, string>> = Object.freeze({
  addition: 'try_add',
  subtraction: 'try_subtract',
  multiplication: 'try_multiply',
});
const SYMBOLS: Readonly<Record<string, string>> = Object.freeze({
  addition: '+',
  subtraction: '-',
  multiplication: '*',
});

const sqlName = (type: string): string =>
  SQL_NAMES[type] ?? type.replace(/^DECIMAL\((\d+),\s*(\d+)\)$/, 'DECIMAL($1,$2)');

const overflow = (alternative: string): Fault => ({
  condition: 'ARITHMETIC_OVERFLOW',
  params: { message: 'overflow', alternative, config: ANSI_CONFIG },
});

/** A value as Spark writes it into a message: with the suffix of its type. */
function literalText(value: string, type: string): string {
  const name = sqlName(type);
  const text =
    name === 'DOUBLE' || name === 'FLOAT'
      ? doubleText(Number(value.replace('inf', 'Infinity').replace('nan', 'NaN')))
      : value;
  return text === 'NaN' ? text : text + (SUFFIXES[name] ?? '');
}

function outOfRange(value: string, from: string, to: string): Fault {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(to);
  if (decimal !== null) return notRepresentable(value, decimal[1] ?? '', decimal[2] ?? '');
  const params = { value: literalText(value, from), sourceType: `"${sqlName(from)}"`, targetType: `"${sqlName(to)}"` };
  return { condition: 'CAST_OVERFLOW', params };
}

const notRepresentable = (value: string, precision: string, scale: string): Fault => ({
  condition: 'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION',
  params: { value, precision, scale, config: ANSI_CONFIG },
});

function malformed(text: string, target: string): Fault {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(target);
  if (decimal !== null && /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text)) {
    return notRepresentable(text.trim(), decimal[1] ?? '', decimal[2] ?? '');
  }
  const params = { expression: `'${text}'`, sourceType: '"STRING"', targetType: `"${sqlName(target)}"` };
  return { condition: 'CAST_INVALID_INPUT', params };
}

const group = (match: RegExpExecArray, index: number): string => match[index] ?? '';

/** DuckDB's messages for faults that plain SQL lets it raise by itself. */
const duckDbFaults: readonly DuckDbFault[] = [
  {
    pattern: /Overflow in (addition|subtraction|multiplication) of INT(?:8|16) \((-?\d+) . (-?\d+)\)/,
    fault: (match) => ({
      condition: 'BINARY_ARITHMETIC_OVERFLOW',
      params: {
        value1: `${group(match, 2)}S`,
        symbol: SYMBOLS[group(match, 1)] ?? '',
        value2: `${group(match, 3)}S`,
        functionName: `\`${TRY_FUNCTIONS[group(match, 1)]}\``,
      },
    }),
  },
  {
    pattern: /Overflow in (addition|subtraction|multiplication) of (?:INT\d+|DECIMAL|HUGEINT)/,
    fault: (match) =>
      overflow(` Use '${TRY_FUNCTIONS[group(match, 1)]}' to tolerate overflow and return NULL instead.`),
  },
  { pattern: /Overflow (?:in negation of|on abs\()/, fault: () => overflow('') },
  {
    pattern:
      /Type (\w+(?:\([\d, ]+\))?) with value (\S+) can't be cast because the value is out of range for the destination type (\w+(?:\([\d, ]+\))?)/,
    fault: (match) => outOfRange(group(match, 2), group(match, 1), group(match, 3)),
  },
  {
    pattern: /Failed to cast decimal value (\S+) to type (\w+)/,
    fault: (match) => outOfRange(group(match, 1), 'DECIMAL', group(match, 2)),
  },
  {
    pattern: /Could not cast value (\S+) (?:from (\w+(?:\([\d, ]+\))?) )?to (DECIMAL\(\d+,\s*\d+\))/,
    fault: (match) => outOfRange(group(match, 1), group(match, 2), group(match, 3)),
  },
  {
    pattern: /Casting value "([^"]*)" to type (DECIMAL\(\d+,\s*\d+\)) failed/,
    fault: (match) => outOfRange(group(match, 1), 'DECIMAL', group(match, 2)),
  },
  {
    pattern: /Could not convert string ['"]([\s\S]*?)['"] to ['"]?(\w+(?:\([\d, ]+\))?)/,
    fault: (match) => malformed(group(match, 1), group(match, 2)),
  },
  {
    pattern: /More than one row returned by a subquery/,
    fault: () => ({ condition: 'SCALAR_SUBQUERY_TOO_MANY_ROWS', params: {} }),
  },
];

const isCondition = (name: string): name is ConditionName => Object.hasOwn(conditions, name);

/** The fault of the data behind a message of DuckDB's; undefined where the message tells of something else. */
export function faultOf(message: string): Fault | undefined {
  const start = message.indexOf(`${FAULT_PREFIX}{`);
  if (start >= 0) return ownFault(message.slice(start + FAULT_PREFIX.length));
  for (const { pattern, fault } of duckDbFaults) {
    const match = pattern.exec(message);
    if (match !== null) return fault(match);
  }
  return undefined;
}

/** The JSON ends where its line does: DuckDB may add the place in the statement below. */
function ownFault(text: string): Fault | undefined {
  const [line = ''] = text.split('\n');
  const { condition, params } = JSON.parse(line) as { readonly condition: string; readonly params: ConditionParams };
  return isCondition(condition) ? { condition, params } : undefined;
}
