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
import { hasTextKeys } from '../../types/map-keys.ts';
import { readerLiberties } from '../builtins/from-json.ts';
import { JsonReader } from '../builtins/json-reader.ts';
import { castSql } from '../duckdb-cast.ts';
import { duckDbType, quoteIdentifier, quoteString } from '../duckdb-sql.ts';
import { type Call, call, type Expr } from '../expr.ts';
import type { FunctionRecord, PrintContext } from '../function-record.ts';
import { inferJson } from '../infer-json.ts';
import { type JsonOptions, toJsonSql } from '../json-sql.ts';
import { notConstant } from '../mismatch.ts';
import { nameOf } from '../name-of.ts';
import { typeOf } from '../type-of.ts';
import { ANY, JSON_SOURCE, STRING, type TypeRule } from '../type-rule.ts';
import { constantText } from './arguments.ts';
import { generator, scalar } from './define.ts';

/** Refuses options that are no map of texts. */
export function checkOptions(expr: Expr | undefined): void {
  if (expr === undefined) return;
  const type = typeOf(expr);
  if (expr.kind !== 'Call' || expr.name !== 'map') throw new AnalysisError('INVALID_OPTIONS.NON_MAP_FUNCTION');
  const isText = (part: DataType): boolean => part.kind === 'string' || part.kind === 'null';
  if (type.kind === 'map' && !(isText(type.keyType) && isText(type.valueType)))
    throw new AnalysisError('INVALID_OPTIONS.NON_STRING_TYPE', { mapType: sqlName(type) });
}

/** The arguments of `schema_of_json` and its kin, checked: a constant text to read the schema from, and options. */
export function checkExample(name: string, exprName: string, args: readonly Expr[]): readonly Expr[] {
  const [example, options] = args;
  checkOptions(options);
  if (example?.kind === 'Literal' && example.value === null)
    throw new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_NULL', {
      sqlExpr: nameOf(call(name, args.slice(0, 1))),
      exprName,
    });
  if (constantText(example) === undefined) notConstant(name, args, 0, exprName, StringType);
  return args;
}

/** Options as a map of constants, `map('k', 'v', …)`, by name in lower case. */
export function optionsOf(expr: Expr | undefined): ReadonlyMap<string, string> {
  if (expr?.kind !== 'Call' || expr.name !== 'map') return new Map();
  const texts = expr.args.map((arg) => constantText(arg) ?? '');
  return new Map(texts.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), texts[i + 1] ?? ''] as const] : [])));
}

/** How to_json writes. */
export function jsonOptions(expr: Expr | undefined): JsonOptions {
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
  const ddl = schemaText(args[1]);
  if (ddl === undefined)
    throw new AnalysisError('INVALID_SCHEMA.NON_STRING_LITERAL', {
      inputSchema: args[1] === undefined ? '' : nameOf(args[1]),
    });
  const type = schemaFromText(ddl);
  if (['struct', 'array', 'map'].includes(type.kind) && !hasTextKeys(type))
    throw new AnalysisError('DATATYPE_MISMATCH.INVALID_JSON_MAP_KEY_TYPE', {
      sqlExpr: type.kind === 'map' ? 'entries' : nameOf(call('from_json', args.slice(0, 1))),
      schema: `"${sqlName(type)}"`,
    });
  if (['struct', 'array', 'map'].includes(type.kind)) return type;
  throw new AnalysisError('DATATYPE_MISMATCH.INVALID_JSON_SCHEMA', {
    sqlExpr: nameOf(call('from_json', args)),
    schema: `"${ddl}"`,
  });
}

const ATOMIC_NAME =
  /^\s*(?:tinyint|smallint|int|integer|bigint|byte|short|long|float|real|double|string|boolean|binary|date|timestamp|timestamp_ntz|(?:decimal|dec|numeric)(?:\s*\([\d\s,]*\))?)\s*$/i;

/** A schema is a text, or inferred from one. */
function schemaText(expr: Expr | undefined): string | undefined {
  if (expr?.kind !== 'Call' || expr.name !== 'schema_of_json') return constantText(expr);
  return schemaOfJson(expr.args);
}

/** The type of a JSON text in Spark's words. */
function schemaOfJson([json, options]: readonly Expr[]): string {
  const document = constantText(json) ?? '';
  const given = optionsOf(options);
  const allows = (name: string): boolean => given.get(name) === 'true';
  const tree = document.trim() === '' ? null : JsonReader.read(document, readerLiberties(Object.fromEntries(given)));
  if (tree === undefined)
    throw new AnalysisError('DATATYPE_MISMATCH.INVALID_ARG_VALUE', {
      sqlExpr: nameOf(call('schema_of_json', json === undefined ? [] : [json])),
      inputName: 'json',
      requireType: '"STRING"',
      validValues: 'JSON texts',
      inputValue: `'${document}'`,
    });
  const inference = { primitivesAsString: allows('primitivesasstring'), prefersDecimal: allows('prefersdecimal') };
  return sqlName(inferJson(tree, inference));
}

/** Refuses what has no form in JSON. */
function jsonSource(args: readonly Expr[]): readonly Expr[] {
  checkOptions(args[1]);
  const type = typeOf(args[0] as Expr);
  if (JSON_SOURCE.accepts(type) || type.kind === 'null') return args;
  throw new AnalysisError('DATATYPE_MISMATCH.INVALID_JSON_SCHEMA', {
    sqlExpr: nameOf(call('to_json', args)),
    schema: `"${sqlName(type)}"`,
  });
}

/** The type a schema text describes. */
export function schemaFromText(ddl: string): DataType {
  if (/^\s*(array|map|struct)\s*</i.test(ddl)) return parseDataType(ddl);
  return ATOMIC_NAME.test(ddl) ? parseDataType(ddl) : parseDdl(ddl);
}

function fromJsonSql(x: string, expr: Call, context: PrintContext): string {
  const type = expr.dataType ?? schemaOf(expr.args);
  const options = JSON.stringify({ ...Object.fromEntries(optionsOf(expr.args[2])), timeZone: context.timeZone });
  const normal = `mr_from_json(${x}, ${quoteString(JSON.stringify(type))}, ${quoteString(options)})`;
  return decodedJson(normal, type, context);
}

/** A value out of SQL of the JSON that holds it. */
export const decodedJson = (json: string, type: DataType, context: PrintContext): string =>
  decoded(`CAST(CAST(${json} AS JSON) AS ${duckDbType(asText(type))})`, type, context);

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
const SIMPLE_PATH = /^\$(?:\.[A-Za-z_]\w*|\[\d+\]|\['[^'"\\*?]+'\])+$/;

/** What DuckDB reads or writes otherwise than Spark: numbers with a fraction, characters of two units, escapes, commas before an end. */
const BEYOND_DUCKDB = String.raw`[^\x{0}-\x{ffff}]|[\x{0}-\x{1f}]|\\u|\d[.eE]|-0|NaN|Inf|nan|inf|,\s*[\]}]|/[/*]`;

function getJsonObject(x: string, path: string, expr: Call): string {
  const known = constantText(expr.args[1]);
  const general = `mr_get_json_object(${x}, ${path})`;
  if (known === undefined || !SIMPLE_PATH.test(known)) return general;
  const duckPath = quoteString(known.replace(/\['([^']+)'\]/g, '."$1"'));
  const plain = `json_valid(${x}) AND NOT regexp_matches(${x}, ${quoteString(BEYOND_DUCKDB)})`;
  return `CASE WHEN ${plain} THEN json_extract_string(${x}, ${duckPath}) ELSE ${general} END`;
}

/** Text that has to be text already. */
const JSON_TEXT: TypeRule = { ...STRING, target: undefined };

/** JSON text out of values and into values. */
export const jsonFunctions: readonly FunctionRecord[] = [
  scalar(['to_json', 'to_json(expr[, options])', 'A struct, array or map as JSON text; null fields are left out.'], {
    params: [ANY, ANY],
    required: 1,
    refine: jsonSource,
    returns: StringType,
    nullable: true,
    sql: ([x], expr, context) => {
      const json = toJsonSql(x, typeOf(expr.args[0] as Expr), jsonOptions(expr.args[1]), context);
      return optionsOf(expr.args[1]).get('pretty') === 'true' ? `mr_pretty_json(${json})` : json;
    },
  }),
  scalar(['from_json', 'from_json(json, schema[, options])', 'A value of a schema out of JSON text.'], {
    params: [JSON_TEXT, ANY, ANY],
    required: 2,
    refine: (args) => {
      checkOptions(args[2]);
      return args;
    },
    returns: schemaOf,
    nullable: true,
    sql: ([x], expr, context) => fromJsonSql(x, expr, context),
  }),
  scalar(['schema_of_json', 'schema_of_json(json[, options])', 'The schema of a constant JSON text, as text.'], {
    params: [JSON_TEXT, ANY],
    required: 1,
    refine: (args) => checkExample('schema_of_json', 'json', args),
    returns: StringType,
    nullable: false,
    sql: (_, expr) => quoteString(schemaOfJson(expr.args)),
  }),
  scalar(['get_json_object', 'get_json_object(json, path)', 'The part of a JSON text at a path, as text.'], {
    params: [JSON_TEXT, JSON_TEXT],
    returns: StringType,
    nullable: true,
    sql: ([x, path], expr) => getJsonObject(x, path, expr),
  }),
  scalar(['json_array_length', 'json_array_length(json)', 'The number of elements of the outermost array.'], {
    params: [JSON_TEXT],
    returns: IntegerType,
    nullable: true,
    sql: ([x]) => `mr_json_array_length(${x})`,
  }),
  scalar(['json_object_keys', 'json_object_keys(json)', 'The keys of the outermost object.'], {
    params: [JSON_TEXT],
    returns: arrayType(StringType),
    nullable: true,
    sql: ([x]) => `mr_json_keys(${x})`,
  }),
  generator(['json_tuple', 'json_tuple(json, name, …)', 'Fields of a JSON object as columns of text.'], {
    params: [ANY],
    rest: ANY,
    required: 2,
    columns: (args) => {
      if (args.some((arg) => typeOf(arg).kind !== 'string'))
        throw new AnalysisError('DATATYPE_MISMATCH.NON_STRING_TYPE', {
          sqlExpr: nameOf(call('json_tuple', args)),
          funcName: 'json_tuple',
        });
      return args.slice(1).map((_, i) => structField(`c${i}`, StringType));
    },
    sql: ([x, ...names]) =>
      `[struct_pack(${names.map((name, i) => `c${i} := mr_json_field(${x}, ${name})`).join(', ')})]`,
  }),
];
