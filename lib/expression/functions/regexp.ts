import { AnalysisError } from '../../errors/index.ts';
import { arrayType, BooleanType, IntegerType, mapType, StringType } from '../../types/data-type.ts';
import { faultSql, quoteString } from '../duckdb-sql.ts';
import { call, type Expr, literal } from '../expr.ts';
import { isFoldable } from '../foldable.ts';
import type { FunctionRecord } from '../function-record.ts';
import {
  groupCount,
  invalidPattern,
  isPlainText,
  isPortable,
  javaRegExpToJs,
  matchesEmpty,
  re2Pattern,
  re2Replacement,
} from '../java-regexp.ts';
import { checkedMap } from '../map-sql.ts';
import { notConstant } from '../mismatch.ts';
import { nameOf } from '../name-of.ts';
import { INT, STRING } from '../type-rule.ts';
import { constantText } from './arguments.ts';
import { type Head, scalar } from './define.ts';

/** The pattern for the JavaScript builtins: translated here where it is constant. */
function jsPattern(sql: string, expr: Expr | undefined): string {
  const pattern = constantText(expr);
  return pattern === undefined ? `mr_java_regexp(${sql})` : quoteString(javaRegExpToJs(pattern));
}

/** `$` in a pattern that only asks whether there is a match: Java lets a line end follow. */
const RE2_END = String.raw`(?:\r\n|[\n\r\x{85}\x{2028}\x{2029}])?$`;

function likeSql(x: string, sql: string, expr: Expr | undefined): string {
  const pattern = constantText(expr);
  const closed = pattern?.replace(/(?<!\\)((?:\\\\)*)\$$/, (_, slashes: string) => `${slashes}\u0000`);
  if (closed !== undefined && isPortable(closed)) {
    return `regexp_matches(${x}, ${quoteString(re2Pattern(closed).replace('\u0000', () => RE2_END))})`;
  }
  return `mr_regexp_like(${x}, ${jsPattern(sql, expr)})`;
}

const rlike = (head: Head): FunctionRecord =>
  scalar(head, { params: [STRING, STRING], returns: BooleanType, sql: ([x, p], expr) => likeSql(x, p, expr.args[1]) });

/** LIKE; a fault where the escape character of the pattern stands before anything but %, _ or itself. */
function likeTest(x: string, p: string, expr: Expr | undefined, operator: 'LIKE' | 'ILIKE', mark: string): string {
  const matched = `(${x} ${operator} ${p} ESCAPE ${quoteString(mark)})`;
  const pattern = constantText(expr);
  if (pattern !== undefined && !pattern.includes(mark)) return matched;
  const sign = `\\${mark}`;
  const whole = `(?s)^(?:[^${sign}]|${sign}[${sign}%_])*${sign}`;
  const atEnd = `regexp_matches(${p}, ${quoteString(`${whole}$`)})`;
  const next = `regexp_extract(${p}, ${quoteString(`${whole}([^${sign}%_])`)}, 1)`;
  const format = `'''' || replace(${p}, '\\', '\\\\') || ''''`;
  const ends = faultSql('INVALID_FORMAT.ESC_AT_THE_END', {}, { format });
  const middle = faultSql('INVALID_FORMAT.ESC_IN_THE_MIDDLE', {}, { format, char: `'''' || ${next} || ''''` });
  return `CASE WHEN ${x} IS NULL THEN NULL WHEN ${atEnd} THEN ${ends} WHEN ${next} <> '' THEN ${middle} ELSE ${matched} END`;
}

const like = (head: Head, operator: 'LIKE' | 'ILIKE'): FunctionRecord =>
  scalar(head, {
    params: [STRING, STRING, STRING],
    required: 2,
    returns: BooleanType,
    sql: ([x, p], expr) => likeTest(x, p, expr.args[1], operator, constantText(expr.args[2]) ?? '\\'),
  });

/** LIKE for several patterns at once. */
const likeList = (name: string, usage: string, connective: 'AND' | 'OR', negated: boolean): FunctionRecord =>
  scalar([name, usage, `LIKE for ${connective === 'AND' ? 'all' : 'one'} of several patterns.`], {
    params: [STRING],
    rest: STRING,
    required: 2,
    returns: BooleanType,
    sql: ([x, ...patterns], expr) => {
      const tests = patterns.map((p, i) => likeTest(x, p, expr.args[i + 1], 'LIKE', '\\'));
      return `(${tests.map((test) => (negated ? `(NOT ${test})` : test)).join(` ${connective} `)})`;
    },
  });

function groupOutOfRange(name: string, group: number, groups: number): string {
  return faultSql('INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX', {
    parameter: '`idx`',
    functionName: `\`${name}\``,
    groupCount: String(groups),
    groupIndex: String(group),
  });
}

/** DuckDB gives null for a group that took no part in one of several matches. */
const extracted = (args: string, all: boolean): string =>
  all ? `list_transform(regexp_extract_all(${args}), lambda e: coalesce(e, ''))` : `regexp_extract(${args})`;

function extract(name: string, [x, p, g]: readonly string[], args: readonly Expr[], all: boolean): string {
  const [pattern, group] = [constantText(args[1]), args[2]];
  const index = group?.kind === 'Literal' ? Number(group.value) : undefined;
  const isValid = pattern !== undefined && invalidPattern(javaRegExpToJs(pattern)) === undefined;
  if (isValid && index !== undefined) {
    const groups = groupCount(pattern) - 1;
    if (index < 0 || index > groups) {
      const found = likeSql(x ?? '', p ?? '', args[1]);
      return `CASE WHEN ${x} IS NOT NULL THEN CASE WHEN ${found} THEN ${groupOutOfRange(name, index, groups)} ELSE ${all ? 'CAST([] AS VARCHAR[])' : `''`} END END`;
    }
    if (isPortable(pattern)) return extracted(`${x}, ${quoteString(re2Pattern(pattern))}, ${index}`, all);
  }
  return `mr_regexp_extract${all ? '_all' : ''}(${x}, ${jsPattern(p ?? '', args[1])}, ${g})`;
}

const withGroup = (args: readonly Expr[]): readonly Expr[] =>
  args.length === 2 ? [...args, literal(1, IntegerType)] : args;

/** Whether the pattern has all groups that a replacement in RE2's form speaks of. */
const groupsWithin = (re2: string, pattern: string): boolean =>
  [...re2.matchAll(/\\(\\|\d)/g)].every(([, group]) => group === '\\' || Number(group) < groupCount(pattern));

/** The position at which replacing begins is a constant from 1 on. */
function checkPosition(args: readonly Expr[]): readonly Expr[] {
  const position = args[3];
  if (position === undefined) return [...args, literal(1, IntegerType)];
  if (!isFoldable(position)) notConstant('regexp_replace', args, 3, 'position', IntegerType);
  if (position.kind === 'Literal' && position.value !== null && Number(position.value) < 1)
    throw new AnalysisError('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', {
      sqlExpr: nameOf(call('regexp_replace', args)),
      exprName: 'position',
      valueRange: '(0, 2147483647]',
      currentValue: String(position.value),
    });
  return args;
}

function replaceSql([x, p, r, from]: readonly string[], args: readonly Expr[]): string {
  const [pattern, replacement] = [constantText(args[1]), constantText(args[2])];
  const re2 = replacement === undefined ? undefined : re2Replacement(replacement);
  const position = from ?? '1';
  const isPlain = position === '1' && pattern !== undefined && re2 !== undefined && isPortable(pattern);
  if (isPlain && !matchesEmpty(pattern) && groupsWithin(re2, pattern)) {
    return `regexp_replace(${x}, ${quoteString(re2Pattern(pattern))}, ${quoteString(re2)}, 'g')`;
  }
  return `mr_regexp_replace(${x}, ${jsPattern(p ?? '', args[1])}, ${r}, ${position}, ${p})`;
}

function splitSql([x, p, limit]: readonly string[], args: readonly Expr[]): string {
  const pattern = constantText(args[1]);
  if (limit === undefined && pattern !== undefined) {
    if (isPlainText(pattern)) return `string_split(${x}, ${quoteString(pattern)})`;
    if (isPortable(pattern) && /^\[[^\]\\]+\]$/.test(pattern))
      return `string_split_regex(${x}, ${quoteString(re2Pattern(pattern))})`;
  }
  return `mr_split(${x}, ${jsPattern(p ?? '', args[1])}, ${limit ?? '-1'})`;
}

const COMMA = literal(',', StringType);
const COLON = literal(':', StringType);

/** Patterns: LIKE and regular expressions as Java has them. */
export const regexpFunctions: readonly FunctionRecord[] = [
  like(['like', 'str LIKE pattern [ESCAPE c]', 'Whether a text fits a pattern of % and _.'], 'LIKE'),
  like(['ilike', 'str ILIKE pattern [ESCAPE c]', 'LIKE without regard to letter case.'], 'ILIKE'),
  likeList('likeany', 'str [I]LIKE ANY (pattern, …)', 'OR', false),
  likeList('likeall', 'str [I]LIKE ALL (pattern, …)', 'AND', false),
  likeList('notlikeany', 'str NOT [I]LIKE ANY (pattern, …)', 'OR', true),
  likeList('notlikeall', 'str NOT [I]LIKE ALL (pattern, …)', 'AND', true),
  rlike(['rlike', 'str RLIKE regexp', 'Whether a regular expression matches somewhere.', 'regexp_like', 'regexp']),
  scalar(
    [
      'regexp_extract',
      'regexp_extract(str, regexp[, group])',
      'A group of the first match; empty where there is none.',
    ],
    {
      params: [STRING, STRING, INT],
      required: 2,
      refine: withGroup,
      returns: StringType,
      sql: (args, expr) => extract('regexp_extract', args, expr.args, false),
    },
  ),
  scalar(['regexp_extract_all', 'regexp_extract_all(str, regexp[, group])', 'A group of every match.'], {
    params: [STRING, STRING, INT],
    required: 2,
    refine: withGroup,
    returns: arrayType(StringType),
    sql: (args, expr) => extract('regexp_extract_all', args, expr.args, true),
  }),
  scalar(
    [
      'regexp_replace',
      'regexp_replace(str, regexp, replacement[, position])',
      'With every match replaced; $1 stands for a group.',
    ],
    {
      params: [STRING, STRING, STRING, INT],
      required: 3,
      refine: checkPosition,
      returns: StringType,
      sql: (args, expr) => replaceSql(args, expr.args),
    },
  ),
  scalar(['regexp_count', 'regexp_count(str, regexp)', 'The number of matches.'], {
    params: [STRING, STRING],
    returns: IntegerType,
    sql: ([x, p], expr) => `mr_regexp_count(${x}, ${jsPattern(p, expr.args[1])})`,
  }),
  scalar(['regexp_substr', 'regexp_substr(str, regexp)', 'The first match, or null.'], {
    params: [STRING, STRING],
    returns: StringType,
    nullable: true,
    sql: ([x, p], expr) => `mr_regexp_substr(${x}, ${jsPattern(p, expr.args[1])})`,
  }),
  scalar(['regexp_instr', 'regexp_instr(str, regexp[, group])', 'The position of the first match, or 0.'], {
    params: [STRING, STRING, INT],
    required: 2,
    returns: IntegerType,
    sql: ([x, p], expr) => `mr_regexp_instr(${x}, ${jsPattern(p, expr.args[1])})`,
  }),
  scalar(['split', 'split(str, regexp[, limit])', 'The parts between matches; trailing empty ones too.'], {
    params: [STRING, STRING, INT],
    required: 2,
    returns: arrayType(StringType),
    sql: (args, expr) => splitSql(args, expr.args),
  }),
  scalar(
    ['str_to_map', 'str_to_map(text[, pairDelim[, keyValueDelim]])', 'A map out of text; the delimiters are patterns.'],
    {
      params: [STRING, STRING, STRING],
      required: 1,
      returns: mapType(StringType, StringType),
      sql: ([x, pair = `','`, keyValue = `':'`], expr) => {
        const [pairs, sides] = [jsPattern(pair, expr.args[1] ?? COMMA), jsPattern(keyValue, expr.args[2] ?? COLON)];
        const entries = `list_transform(mr_split(${x}, ${pairs}, -1), lambda e: mr_split(e, ${sides}, 2))`;
        const part = (n: 1 | 2): string => `list_transform(${entries}, lambda e: list_extract(e, ${n}))`;
        return `CASE WHEN ${x} IS NOT NULL AND ${pair} IS NOT NULL AND ${keyValue} IS NOT NULL THEN ${checkedMap(part(1), part(2))} END`;
      },
    },
  ),
];
