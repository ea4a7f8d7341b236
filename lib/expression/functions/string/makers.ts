import { arrayType, BinaryType, StringType } from '../../../types/data-type.ts';
import { castTo, commonType } from '../../coercion.ts';
import { duckDbType, faultSql, quoteString } from '../../duckdb-sql.ts';
import type { Expr } from '../../expr.ts';
import type { EvaluationContext, FunctionRecord } from '../../function-record.ts';
import { differentTypes, unexpectedInput } from '../../mismatch.ts';
import { isNullable, typeOf } from '../../type-of.ts';
import { ANY, coerceTo, INT, LONG, NUMERIC, STRING, STRING_OR_BINARY, type TypeRule, uncast } from '../../type-rule.ts';
import { type Head, scalar, scalarBy } from '../define.ts';
import { atLeast } from './at-least.ts';

function resolveConcat(args: readonly Expr[], context: EvaluationContext) {
  const types = args.map(typeOf);
  const nullable = args.some(isNullable);
  const kinds = new Set(types.map(({ kind }) => kind));
  if (kinds.size === 1 && kinds.has('array')) {
    const type = commonType(types, context) ?? differentTypes('concat', args);
    return { args: args.map((arg) => castTo(arg, type, context)), dataType: type, nullable };
  }
  const binary = kinds.size === 1 && kinds.has('binary');
  const checked = binary ? args : args.map((arg) => coerceTo(arg, STRING, context) ?? arg);
  const odd = checked.findIndex((arg) => !['string', 'binary', 'array'].includes(typeOf(arg).kind));
  if (odd >= 0) unexpectedInput('concat', checked, odd, '("STRING" or "BINARY" or "ARRAY")');
  if (!binary && checked.some((arg) => typeOf(arg).kind !== 'string')) differentTypes('concat', checked);
  return { args: checked, dataType: binary ? BinaryType : StringType, nullable };
}

const chained = (args: readonly string[]): string => {
  if (args.length === 0) return `''`;
  return args.length === 1 ? (args[0] ?? `''`) : `(${args.join(' || ')})`;
};

const format = (head: Head): FunctionRecord =>
  scalar(head, {
    params: [STRING],
    rest: ANY,
    returns: StringType,
    nullable: ([pattern]) => isNullable(pattern as Expr),
    sql: ([pattern, ...values], expr) => {
      const list = values.map((v) => `coalesce(CAST(${v} AS VARCHAR), chr(0))`).join(', ');
      const kinds = expr.args
        .slice(1)
        .map((a) => typeOf(a).kind)
        .join(',');
      return `mr_format_string(${pattern}, CAST([${list}] AS VARCHAR[]), ${quoteString(kinds)})`;
    },
  });

const STRINGS: TypeRule = {
  words: '"ARRAY<STRING>"',
  accepts: (t) => t.kind === 'array' && !['array', 'map', 'struct'].includes(t.elementType.kind),
  target: undefined,
};

/** Texts with a delimiter between. DuckDB's own function wants that constant. */
function joined(list: string, delimiter: string, expr: Expr | undefined): string {
  if (expr?.kind === 'Literal') return `coalesce(array_to_string(${list}, ${delimiter}), '')`;
  return `CASE WHEN len(${list}) > 0 THEN list_reduce(${list}, lambda a, b: a || ${delimiter} || b) ELSE '' END`;
}

/** Texts made of others, of numbers, of arrays. */
export const stringMakers: readonly FunctionRecord[] = [
  scalarBy(
    ['concat', 'concat(expr, …)', 'Strings, binaries or arrays one after another.', '||'],
    resolveConcat,
    (args, expr) =>
      expr.dataType?.kind === 'array' && args.length === 0 ? `CAST([] AS ${duckDbType(expr.dataType)})` : chained(args),
  ),
  scalar(
    [
      'concat_ws',
      'concat_ws(sep, expr, …)',
      'Strings and arrays of strings with a separator between; nulls are left out.',
    ],
    {
      params: [STRING],
      rest: {
        words: '("STRING" or "ARRAY<STRING>")',
        accepts: (t) => t.kind === 'string' || t.kind === 'array',
        target: StringType,
      },
      returns: StringType,
      nullable: ([separator]) => isNullable(separator as Expr),
      sql: ([separator, ...parts], expr) => {
        const texts = parts.map((part, i) =>
          typeOf(expr.args[i + 1] as Expr).kind === 'array'
            ? `CASE WHEN len(list_filter(${part}, lambda e: e IS NOT NULL)) > 0 THEN array_to_string(${part}, ${separator}) END`
            : part,
        );
        return texts.length === 0
          ? `CASE WHEN ${separator} IS NOT NULL THEN '' END`
          : `concat_ws(${[separator, ...texts].join(', ')})`;
      },
    },
  ),
  scalar(
    [
      'array_join',
      'array_join(array, delimiter[, nullReplacement])',
      'The elements with a delimiter between; nulls are left out or replaced.',
    ],
    {
      params: [STRINGS, { ...STRING, target: undefined }, { ...STRING, target: undefined }],
      required: 2,
      refine: ([list, ...rest], context) => [castTo(list as Expr, arrayType(StringType), context), ...rest],
      returns: StringType,
      sql: ([list, delimiter, replacement], expr) => {
        const elements =
          replacement === undefined
            ? `list_filter(${list}, lambda e: e IS NOT NULL)`
            : `list_transform(${list}, lambda e: coalesce(e, ${replacement}))`;
        const given = [list, delimiter, ...(replacement === undefined ? [] : [replacement])];
        const present = given.map((arg) => `${arg} IS NOT NULL`).join(' AND ');
        return `CASE WHEN ${present} THEN ${joined(elements, delimiter, expr.args[1])} END`;
      },
    },
  ),
  scalar(['repeat', 'repeat(str, n)', 'The text n times.'], {
    params: [STRING, INT],
    returns: StringType,
    sql: ([x, n]) => `repeat(${x}, ${atLeast(n, 0)})`,
  }),
  scalar(['space', 'space(n)', 'n blanks.'], {
    params: [INT],
    returns: StringType,
    sql: ([n]) => `repeat(' ', ${atLeast(n, 0)})`,
  }),
  scalar(['chr', 'chr(n)', 'The character of a code below 256; the empty string below 0.', 'char'], {
    params: [LONG],
    returns: StringType,
    sql: ([n]) => `CASE WHEN ${n} < 0 THEN '' ELSE chr(CAST(${n} % 256 AS INTEGER)) END`,
  }),
  scalar(['elt', 'elt(n, expr, …)', 'The n-th of the texts.'], {
    params: [INT],
    rest: STRING_OR_BINARY,
    required: 2,
    refine: ([n, ...parts], context) => {
      const binary = parts.every((part) => typeOf(part).kind === 'binary');
      return [n as Expr, ...parts.map((part) => (binary ? part : castTo(part, StringType, context)))];
    },
    returns: ([, part]) => typeOf(part as Expr),
    nullable: true,
    sql: ([n, ...parts], _, context) => {
      const cases = parts.map((part, i) => `WHEN ${n} = ${i + 1} THEN ${part}`).join(' ');
      const values = { indexValue: `CAST(${n} AS VARCHAR)`, arraySize: `'${parts.length}'` };
      const fault = `WHEN ${n} IS NOT NULL THEN ${faultSql('INVALID_ARRAY_INDEX', {}, values)}`;
      return `CASE ${cases} ${context.ansi ? fault : ''} END`;
    },
  }),
  format(['format_string', 'format_string(format, expr, …)', "Text by a pattern of Java's Formatter.", 'printf']),
  scalar(
    [
      'format_number',
      'format_number(expr, decimals)',
      'A number with thousands separators, or by a pattern like #,##0.00.',
    ],
    {
      params: [
        uncast(NUMERIC),
        uncast({
          ...INT,
          words: '("INT" or "STRING")',
          accepts: (t) => t.kind === 'integer' || t.kind === 'string',
        }),
      ],
      returns: StringType,
      nullable: true,
      sql: ([x, d], expr) =>
        typeOf(expr.args[1] as Expr).kind === 'string'
          ? `mr_format_pattern(CAST(${x} AS VARCHAR), ${d})`
          : `mr_format_number(CAST(${x} AS VARCHAR), ${d})`,
    },
  ),
];
