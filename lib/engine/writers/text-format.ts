import { ExecutionError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import type { Row } from '../../types/value.ts';
import { flag, option } from '../readers/record-options.ts';
import { csvPrinter } from './csv-line.ts';
import { jsonLine } from './json-line.ts';

type Options = Readonly<Record<string, string>>;

/** How rows become the text of a file. */
export interface TextFormat {
  readonly header: string | undefined;
  /** A row's line without its end; undefined: the row has none. */
  readonly line: (row: Row) => string | undefined;
  readonly lineEnd: string;
}

const FORMATS: Readonly<Record<string, (schema: StructType, options: Options, timeZone: string) => TextFormat>> = {
  csv: (schema, options, timeZone) => {
    const { header, line } = csvPrinter(schema, options, timeZone);
    return { header: flag(options, 'header', false) ? header : undefined, line, lineEnd: lineEnd(options) };
  },
  json: (schema, options, timeZone) => ({
    header: undefined,
    line: jsonLine(schema, options, timeZone),
    lineEnd: lineEnd(options),
  }),
  text: (_, options) => ({ header: undefined, line: ([value]) => String(value ?? ''), lineEnd: lineEnd(options) }),
};

const lineEnd = (options: Options): string => option(options, 'lineSep') ?? '\n';

/** The text form of a format, compiled for a schema. */
export function textFormat(format: string, schema: StructType, options: Options, timeZone: string): TextFormat {
  const create = FORMATS[format];
  if (create === undefined) throw new ExecutionError('INTERNAL_ERROR', { message: `there is no writer for ${format}` });
  return create(schema, options, timeZone);
}
