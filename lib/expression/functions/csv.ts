import { AnalysisError } from '../../errors/index.ts';
import {
  BooleanType,
  type DataType,
  DateType,
  DoubleType,
  decimalType,
  IntegerType,
  LongType,
  StringType,
  type StructType,
  sqlName,
  structField,
  structType,
  TimestampType,
} from '../../types/data-type.ts';
import { csvFields } from '../builtins/csv.ts';
import { castSql } from '../duckdb-cast.ts';
import { quoteString } from '../duckdb-sql.ts';
import { call, type Expr } from '../expr.ts';
import type { FunctionRecord, PrintContext } from '../function-record.ts';
import { toJsonSql } from '../json-sql.ts';
import { nameOf } from '../name-of.ts';
import { typeOf } from '../type-of.ts';
import { ANY, STRING, type TypeRule } from '../type-rule.ts';
import { constantText } from './arguments.ts';
import { scalar } from './define.ts';
import { checkExample, checkOptions, decodedJson, jsonOptions, optionsOf, schemaFromText } from './json.ts';

const CSV_TEXT: TypeRule = { ...STRING, target: undefined };

const optionText = (expr: Expr | undefined): string => quoteString(JSON.stringify(Object.fromEntries(optionsOf(expr))));

/** The schema of from_csv: a struct, as text or inferred from one. */
function schemaOf(args: readonly Expr[]): StructType {
  const [, schema] = args;
  const isCall = schema?.kind === 'Call' && schema.name === 'schema_of_csv';
  const ddl = isCall ? sqlName(schemaOfCsv(schema.args)) : constantText(schema);
  if (ddl === undefined)
    throw new AnalysisError('INVALID_SCHEMA.NON_STRING_LITERAL', {
      inputSchema: schema === undefined ? '' : nameOf(schema),
    });
  const type = schemaFromText(ddl);
  if (type.kind === 'struct') return type;
  throw new AnalysisError('INVALID_SCHEMA.NON_STRUCT_TYPE', {
    inputSchema: `"${ddl}"`,
    dataType: `"${sqlName(type)}"`,
  });
}

const PATTERNS: readonly (readonly [RegExp, DataType])[] = [
  [/^\d{4}-\d{2}-\d{2}$/, DateType],
  [/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/, TimestampType],
  [/^(?:true|false)$/i, BooleanType],
];

function inferred(text: string): DataType {
  if (/^[+-]?\d+$/.test(text)) {
    const value = BigInt(text);
    if (BigInt.asIntN(32, value) === value) return IntegerType;
    if (BigInt.asIntN(64, value) === value) return LongType;
    const digits = text.replace(/^[+-]?0*/, '').length;
    return digits <= 38 ? decimalType(digits, 0) : DoubleType;
  }
  if (/^\s*(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|NaN|-?Inf)\s*$/.test(text)) return DoubleType;
  return PATTERNS.find(([pattern]) => pattern.test(text))?.[1] ?? StringType;
}

function schemaOfCsv([csv, options]: readonly Expr[]): StructType {
  const fields = csvFields(constantText(csv) ?? '', Object.fromEntries(optionsOf(options)));
  return structType(fields.map((text, i) => structField(`_c${i}`, inferred(text))));
}

/** A value as it stands in CSV. */
function cellSql(value: string, type: DataType, options: Expr | undefined, context: PrintContext): string {
  const isTime = type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp_ntz';
  if (isTime) return `trim(${toJsonSql(value, type, jsonOptions(options), context)}, '"')`;
  if (type.kind === 'binary') return `('[' || trim(regexp_replace(hex(${value}), '(..)', '\\1 ', 'g')) || ']')`;
  return castSql(value, type, StringType, 'ansi', context);
}

/** CSV text out of values and into values. */
export const csvFunctions: readonly FunctionRecord[] = [
  scalar(['to_csv', 'to_csv(struct[, options])', 'A struct as a line of CSV.'], {
    params: [ANY, ANY],
    required: 1,
    refine: (args) => {
      checkOptions(args[1]);
      const type = typeOf(args[0] as Expr);
      if (type.kind === 'struct' || type.kind === 'null') return args;
      throw new AnalysisError('DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE', {
        sqlExpr: nameOf(call('to_csv', args)),
        functionName: '`to_csv`',
        dataType: `"${sqlName(type)}"`,
      });
    },
    returns: StringType,
    nullable: true,
    sql: ([x], { args: [struct, options] }, context) => {
      const type = typeOf(struct as Expr);
      if (type.kind !== 'struct') return 'CAST(NULL AS VARCHAR)';
      const cells = type.fields.map((f) =>
        cellSql(`struct_extract(${x}, ${quoteString(f.name)})`, f.dataType, options, context),
      );
      return `CASE WHEN ${x} IS NOT NULL THEN mr_to_csv(CAST([${cells.join(', ')}] AS VARCHAR[]), ${optionText(options)}) END`;
    },
  }),
  scalar(['from_csv', 'from_csv(csv, schema[, options])', 'A struct out of a line of CSV.'], {
    params: [CSV_TEXT, ANY, ANY],
    required: 2,
    refine: (args) => {
      checkOptions(args[2]);
      return args;
    },
    returns: schemaOf,
    sql: ([x], expr, context) => {
      const type = schemaOf(expr.args);
      const options = optionText(expr.args[2]);
      return decodedJson(`mr_from_csv(${x}, ${quoteString(JSON.stringify(type.fields))}, ${options})`, type, context);
    },
  }),
  scalar(['schema_of_csv', 'schema_of_csv(csv[, options])', 'The schema of a constant line of CSV, as text.'], {
    params: [CSV_TEXT, ANY],
    required: 1,
    refine: (args) => checkExample('schema_of_csv', 'csv', args),
    returns: StringType,
    nullable: false,
    sql: (_, expr) => quoteString(sqlName(schemaOfCsv(expr.args))),
  }),
];
