import {
  type DataType,
  NullType,
  StringType,
  type StructType,
  structField,
  structType,
} from '../../types/data-type.ts';
import { csvDialect } from '../readers/csv-dialect.ts';
import { columnCountCheck, fieldText, isSkippedLine, nullText } from '../readers/csv-rows.ts';
import { scanCsv } from '../readers/csv-scanner.ts';
import { flag, option } from '../readers/record-options.ts';
import { csvColumnNames } from './csv-column-names.ts';
import { columnTyper } from './csv-column-type.ts';
import { type ExampleFile, fileLines, inOrder, wholeText } from './example-file.ts';
import { sampleRows, samplingRatio } from './sample-rows.ts';

type Options = Readonly<Record<string, string>>;
type Fields = readonly string[];

/** The columns of CSV files as Spark infers them: names from the first record of the largest file; texts, or with `inferSchema` the types that their values have. */
export function inferCsvSchema(files: readonly ExampleFile[], options: Options, caseSensitive: boolean): StructType {
  const ordered = inOrder(files);
  const source = flag(options, 'multiLine', false) ? wholeRecords(ordered, options) : lineRecords(ordered, options);
  const [first] = source.first();
  if (first === undefined) return structType([]);
  const hasHeader = flag(options, 'header', false);
  const names = csvColumnNames(first, { hasHeader, nullValue: nullText(options), caseSensitive });
  const infers = flag(options, 'inferSchema', false);
  const types = infers ? columnTypes(names.length, source.rows(), options) : names.map(() => StringType);
  return structType(names.map((name, i) => structField(name, settled(types[i]))));
}

const settled = (type: DataType | undefined): DataType =>
  type === undefined || type.kind === 'null' ? StringType : type;

function columnTypes(count: number, rows: Iterable<Fields>, options: Options): readonly DataType[] {
  const types: DataType[] = Array.from({ length: count }, () => NullType);
  const nullValue = nullText(options);
  const widen = columnTyper(options);
  for (const fields of rows) {
    const known = Math.min(count, fields.length);
    for (let i = 0; i < known; i++) {
      const text = fields[i] ?? '';
      if (text !== '' && text !== nullValue) types[i] = widen(types[i] ?? NullType, text);
    }
  }
  return types;
}

interface CsvSource {
  /** Each call starts anew. */
  readonly first: () => Iterable<Fields>;
  /** What types are inferred from: without the header. */
  readonly rows: () => Iterable<Fields>;
}

type Splitter = (text: string) => Iterable<Fields>;

function splitter(options: Options, multiLine: boolean): Splitter {
  const dialect = csvDialect(options);
  const textOf = fieldText(options);
  const check = columnCountCheck(options);
  return function* (text) {
    for (const record of scanCsv(text, dialect, multiLine)) {
      check(record, text);
      yield record.fields.map(textOf);
    }
  };
}

/** As in Spark every line that is written like the header counts as one. */
function lineRecords(files: readonly ExampleFile[], options: Options): CsvSource {
  const { comment } = csvDialect(options);
  const split = splitter(options, false);
  const lines = function* (): Generator<string> {
    for (const file of files) yield* fileLines(file, option(options, 'lineSep'));
  };
  const firstLine = function* (): Generator<string> {
    for (const line of lines()) {
      if (isSkippedLine(line, comment)) continue;
      yield line;
      return;
    }
  };
  return {
    first: function* () {
      for (const line of firstLine()) yield* split(line);
    },
    rows: function* () {
      const [header] = flag(options, 'header', false) ? firstLine() : [];
      for (const line of sampleRows(lines(), samplingRatio(options)))
        if (line !== header && !isSkippedLine(line, comment)) yield* split(line);
    },
  };
}

function wholeRecords(files: readonly ExampleFile[], options: Options): CsvSource {
  const skipped = flag(options, 'header', false) ? 1 : 0;
  const split = splitter(options, true);
  const rowsFrom = function* (skip: number): Generator<Fields> {
    for (const file of files) {
      let index = 0;
      for (const fields of split(wholeText(file))) if (index++ >= skip) yield fields;
    }
  };
  return { first: () => rowsFrom(0), rows: () => sampleRows(rowsFrom(skipped), samplingRatio(options)) };
}
