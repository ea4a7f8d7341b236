import { type DataType, StringType } from '../types/data-type.ts';
import { offsetOf } from '../types/time/time-zone.ts';
import { castSql } from './duckdb-cast.ts';
import { quoteString } from './duckdb-sql.ts';
import { isUtc, toWallClock } from './duckdb-time.ts';
import type { PrintContext } from './function-record.ts';

/** Options of `to_json`. */
export interface JsonOptions {
  readonly ignoreNullFields: boolean;
  /** A pattern, or undefined for ISO-8601 with milliseconds. */
  readonly timestampFormat: string | undefined;
  readonly dateFormat: string | undefined;
  /** The zone timestamps are shown in, or undefined for the session's. */
  readonly timeZone: string | undefined;
}

/** SQL of the JSON text of a value; null in, null out. */
export function toJsonSql(value: string, type: DataType, options: JsonOptions, context: PrintContext): string {
  switch (type.kind) {
    case 'struct':
      return structJson(value, type, options, context);
    case 'array': {
      const element = orNull(toJsonSql('e', type.elementType, options, context));
      return wrapped(value, '[', `array_to_string(list_transform(${value}, lambda e: ${element}), ',')`, ']');
    }
    case 'map': {
      const key = stringJson(keyText(`struct_extract(e, 'key')`, type.keyType, context));
      const item = orNull(toJsonSql(`struct_extract(e, 'value')`, type.valueType, options, context));
      return wrapped(
        value,
        '{',
        `array_to_string(list_transform(map_entries(${value}), lambda e: concat(${key}, ':', ${item})), ',')`,
        '}',
      );
    }
    case 'string':
      return stringJson(value);
    case 'binary':
      return quoted(`base64(${value})`);
    case 'float':
    case 'double': {
      const text = castSql(value, type, StringType, 'ansi', context);
      return `CASE WHEN isfinite(${value}) THEN ${text} ELSE ('"' || ${text} || '"') END`;
    }
    case 'decimal':
      return castSql(value, type, StringType, 'legacy', context);
    case 'timestamp':
      return quoted(timestampText(value, options, context));
    case 'timestamp_ntz':
      return quoted(`strftime(${value}, '%Y-%m-%dT%H:%M:%S.%g')`);
    case 'date':
      return quoted(
        options.dateFormat === undefined
          ? `CAST(${value} AS VARCHAR)`
          : patterned(`CAST(${value} AS TIMESTAMP)`, '0', options.dateFormat, context),
      );
    case 'dayTimeInterval':
    case 'yearMonthInterval':
      return quoted(castSql(value, type, StringType, 'ansi', context));
    default:
      return `CAST(${value} AS VARCHAR)`;
  }
}

/** Keys appear as Spark holds them: times as counts since 1970. */
function keyText(key: string, type: DataType, context: PrintContext): string {
  if (type.kind === 'date') return `CAST((${key} - DATE '1970-01-01') AS VARCHAR)`;
  if (type.kind === 'timestamp' || type.kind === 'timestamp_ntz') return `CAST(epoch_us(${key}) AS VARCHAR)`;
  if (type.kind === 'struct') {
    const fields = type.fields.map(
      (field) =>
        `coalesce(${keyText(`struct_extract(${key}, ${quoteString(field.name)})`, field.dataType, context)}, 'null')`,
    );
    return `concat('[', ${fields.length === 0 ? `''` : fields.join(`, ',', `)}, ']')`;
  }
  return castSql(key, type, StringType, 'ansi', context);
}

const quoted = (text: string): string => `('"' || ${text} || '"')`;
const orNull = (json: string): string => `coalesce(${json}, 'null')`;
const stringJson = (value: string): string => `CAST(to_json(${value}) AS VARCHAR)`;
const wrapped = (value: string, open: string, middle: string, close: string): string =>
  `CASE WHEN ${value} IS NOT NULL THEN concat('${open}', ${middle}, '${close}') END`;

function structJson(
  value: string,
  type: Extract<DataType, { kind: 'struct' }>,
  options: JsonOptions,
  context: PrintContext,
): string {
  if (type.fields.length === 0) return `CASE WHEN ${value} IS NOT NULL THEN '{}' END`;
  const fields = type.fields.map((field) => {
    const json = toJsonSql(`struct_extract(${value}, ${quoteString(field.name)})`, field.dataType, options, context);
    const key = quoteString(`${JSON.stringify(field.name)}:`);
    return options.ignoreNullFields ? `(${key} || ${json})` : `(${key} || ${orNull(json)})`;
  });
  return wrapped(value, '{', `concat_ws(',', ${fields.join(', ')})`, '}');
}

const patterned = (clock: string, offset: string, pattern: string, context: PrintContext): string =>
  `mr_date_format(epoch_us(${clock}), ${offset}, ${quoteString(context.timeZone)}, ${quoteString(pattern)})`;

function timestampText(value: string, options: JsonOptions, context: PrintContext): string {
  const zone = options.timeZone ?? context.timeZone;
  const shown = { ...context, timeZone: zone };
  const inSql = zone === context.timeZone || offsetOf(zone) !== undefined;
  const clock = inSql ? toWallClock(value, shown) : `timezone(${quoteString(zone)}, ${value})`;
  const offset = isUtc(shown) ? '0' : `CAST((epoch_us(${clock}) - epoch_us(${value})) // 1000000 AS INTEGER)`;
  if (options.timestampFormat !== undefined) return patterned(clock, offset, options.timestampFormat, shown);
  const text = `strftime(${clock}, '%Y-%m-%dT%H:%M:%S.%g')`;
  return isUtc(shown) ? `(${text} || 'Z')` : `(${text} || mr_offset_text(${offset}))`;
}
