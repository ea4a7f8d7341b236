import { AnalysisError } from '../../errors/index.ts';
import {
  arrayType,
  type DataType,
  IntegerType,
  mapType,
  StringType,
  sqlName,
  structField,
  structType,
} from '../../types/data-type.ts';
import { parseDataType, parseDdl } from '../../types/ddl.ts';
import { castSql } from '../duckdb-cast.ts';
import { duckDbType, quoteIdentifier, quoteString } from '../duckdb-sql.ts';
import { type Call, call, type Expr } from '../expr.ts';
import type { FunctionRecord, PrintContext } from '../function-record.ts';
import { type JsonOptions, toJsonSql } from '../json-sql.ts';
import { nameOf } from '../name-of.ts';
import { typeOf } from '../type-of.ts';
import { ANY, JSON_SOURCE, STRING } from '../type-rule.ts';
import { generator, scalar } from './define.ts';

const text = (expr: Expr | undefined): string | undefined =>
  expr?.kind === 'Literal' && typeof expr.value === 'string' ? expr.value : undefined;

/** Options as a map of constants, `map('k', 'v', …)`, by name in lower case. */
function optionsOf(expr: Expr | undefined): ReadonlyMap<string, string> {
  if (expr?.kind !== 'Call' || expr.name !== 'map') return new Map();
  const texts = expr.args.map((arg) => text(arg) ?? '');
  return new Map(texts.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), texts[i + 1] ?? ''] as const] : [])));
}

function jsonOptions(expr: Expr | undefined): JsonOptions {
  const options = optionsOf(expr);
  return {
    ignoreNullFields: options.get('ignorenullfields') !== 'false',
    timestampFormat: options.get('timestampformat'),
    dateFormat: options.get('dateformat'),
    timeZone: options.get('timezone'),
  };
}

/** The schema argument of from_json: `a INT, b STRING`, or one type: `ARRAY<INT>`, `MAP<STRING, INT>`. */
function schemaOf(args: readonly Expr[]): DataType {
  const ddl = text(args[1]);
  if (ddl === undefined)
    throw new AnalysisError('INVALID_SCHEMA.NON_STRING_LITERAL', {
      inputSchema: args[1] === undefined ? '' : nameOf(args[1]),
    });
  const type = schemaFromText(ddl);
  if (['struct', 'array', 'map'].includes(type.kind)) return type;
  throw new AnalysisError('DATATYPE_MISMATCH.INVALID_JSON_SCHEMA', {
    sqlExpr: nameOf(call('from_json', args)),
    schema: `"${ddl}"`,
  });
}

/** Refuses what has no form in JSON. */
function jsonSource(args: readonly Expr[]): readonly Expr[] {
  const type = typeOf(args[0] as Expr);
  if (JSON_SOURCE.accepts(type) || type.kind === 'null') return args;
  throw new AnalysisError('DATATYPE_MISMATCH.INVALID_JSON_SCHEMA', {
    sqlExpr: nameOf(call('to_json', args)),
    schema: `"${sqlName(type)}"`,
  });
}

function schemaFromText(ddl: string): DataType {
  if (/^\s*(array|map|struct)\s*</i.test(ddl)) return parseDataType(ddl);
  return parseDdl(ddl);
}

function fromJsonSql(x: string, expr: Call, context: PrintContext): string {
  const type = expr.dataType ?? schemaOf(expr.args);
  const options = JSON.stringify({ ...Object.fromEntries(optionsOf(expr.args[2])), timeZone: context.timeZone });
  const normal = `mr_from_json(${x}, ${quoteString(JSON.stringify(type))}, ${quoteString(options)})`;
  return decoded(`CAST(CAST(${normal} AS JSON) AS ${duckDbType(asText(type))})`, type, context);
}

const viaText = (type: DataType): boolean => ['binary', 'date', 'timestamp', 'timestamp_ntz'].includes(type.kind);

/** Whether values of the type travel as text: JSON holds bytes in Base64, and dates as CAST reads them. */
function hasText(type: DataType): boolean {
  if (type.kind === 'array') return hasText(type.elementType);
  if (type.kind === 'map') return hasText(type.valueType);
  return type.kind === 'struct' ? type.fields.some((f) => hasText(f.dataType)) : viaText(type);
}

/** The type with text in place of what travels as text. */
function asText(type: DataType): DataType {
  switch (type.kind) {
    case 'array':
      return arrayType(asText(type.elementType));
    case 'map':
      return mapType(type.keyType, asText(type.valueType));
    case 'struct':
      return structType(type.fields.map((f) => structField(f.name, asText(f.dataType), f.nullable)));
    default:
      return viaText(type) ? StringType : type;
  }
}

/** The value of a type out of one of {@link asText}. */
function decoded(sql: string, type: DataType, context: PrintContext): string {
  if (!hasText(type)) return sql;
  switch (type.kind) {
    case 'binary':
      return `from_base64(${sql})`;
    case 'array':
      return `list_transform(${sql}, lambda e: ${decoded('e', type.elementType, context)})`;
    case 'map': {
      const value = decoded(`struct_extract(e, 'value')`, type.valueType, context);
      return `map_from_entries(list_transform(map_entries(${sql}), lambda e: struct_pack(k := struct_extract(e, 'key'), v := ${value})))`;
    }
    case 'struct': {
      const fields = type.fields.map((f) => {
        const value = decoded(`struct_extract(${sql}, ${quoteString(f.name)})`, f.dataType, context);
        return `${quoteIdentifier(f.name)} := ${value}`;
      });
      return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
    }
    default:
      return castSql(sql, StringType, type, 'try', context);
  }
}

/** A path of names and indexes without wildcards. */
const SIMPLE_PATH = /^\$(?:\.[A-Za-z_]\w*|\[\d+\]|\['[^'"\\*]+'\])*$/;

function getJsonObject(x: string, path: string, expr: Call): string {
  const known = text(expr.args[1]);
  if (known === undefined || !SIMPLE_PATH.test(known)) return `mr_get_json_object(${x}, ${path})`;
  const duckPath = known.replace(/\['([^']+)'\]/g, '."$1"');
  return `CASE WHEN json_valid(${x}) THEN json_extract_string(${x}, ${quoteString(duckPath)}) END`;
}

/** JSON text out of values and into values. */
export const jsonFunctions: readonly FunctionRecord[] = [
  scalar(['to_json', 'to_json(expr[, options])', 'A struct, array or map as JSON text; null fields are left out.'], {
    params: [ANY, ANY],
    required: 1,
    refine: jsonSource,
    returns: StringType,
    sql: ([x], expr, context) => toJsonSql(x, typeOf(expr.args[0] as Expr), jsonOptions(expr.args[1]), context),
  }),
  scalar(['from_json', 'from_json(json, schema[, options])', 'A value of a schema out of JSON text.'], {
    params: [STRING, STRING, ANY],
    required: 2,
    returns: schemaOf,
    nullable: true,
    sql: ([x], expr, context) => fromJsonSql(x, expr, context),
  }),
  scalar(['get_json_object', 'get_json_object(json, path)', 'The part of a JSON text at a path, as text.'], {
    params: [STRING, STRING],
    returns: StringType,
    nullable: true,
    sql: ([x, path], expr) => getJsonObject(x, path, expr),
  }),
  scalar(['json_array_length', 'json_array_length(json)', 'The number of elements of the outermost array.'], {
    params: [STRING],
    returns: IntegerType,
    nullable: true,
    sql: ([x]) =>
      `CASE WHEN json_valid(${x}) AND json_type(${x}) = 'ARRAY' THEN CAST(json_array_length(${x}) AS INTEGER) END`,
  }),
  scalar(['json_object_keys', 'json_object_keys(json)', 'The keys of the outermost object.'], {
    params: [STRING],
    returns: arrayType(StringType),
    nullable: true,
    sql: ([x]) => `CASE WHEN json_valid(${x}) AND json_type(${x}) = 'OBJECT' THEN json_keys(${x}) END`,
  }),
  generator(['json_tuple', 'json_tuple(json, name, …)', 'Fields of a JSON object as columns of text.'], {
    params: [STRING],
    rest: STRING,
    required: 2,
    columns: (args) => args.slice(1).map((_, i) => structField(`c${i}`, StringType)),
    sql: ([x, ...names]) =>
      `[struct_pack(${names.map((name, i) => `c${i} := mr_json_field(${x}, ${name})`).join(', ')})]`,
  }),
];
