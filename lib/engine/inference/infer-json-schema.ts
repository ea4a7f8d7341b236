import { ExecutionError } from '../../errors/index.ts';
import { jsonNumberType } from '../../expression/infer-json.ts';
import { numberDigits } from '../../expression/inferred-number.ts';
import { JsonShape, settledType } from '../../expression/json-shape.ts';
import {
  BooleanType,
  type DataType,
  DoubleType,
  decimalType,
  NullType,
  StringType,
  type StructType,
  sqlName,
  structType,
  TimestampType,
} from '../../types/data-type.ts';
import { jsonSyntax } from '../readers/json-rows.ts';
import { type JsonNode, JsonSyntaxError, scanJson } from '../readers/json-scanner.ts';
import { malformedRecord } from '../readers/malformed-record.ts';
import { corruptRecordColumn, flag, option, type ParseMode, parseMode } from '../readers/record-options.ts';
import { timeParsers } from '../readers/time-format.ts';
import { type ExampleFile, fileLines, wholeText } from './example-file.ts';
import { sampleRows, samplingRatio } from './sample-rows.ts';

type Options = Readonly<Record<string, string>>;
type AtomType = (node: JsonNode) => DataType;

/** The columns of JSON files as Spark infers them: by name, each with the type that holds all its values. */
export function inferJsonSchema(files: readonly ExampleFile[], options: Options): StructType {
  const inference = new JsonInference(options);
  for (const document of sampleRows(documents(files, options), samplingRatio(options))) inference.add(document);
  return inference.schema();
}

function* documents(files: readonly ExampleFile[], options: Options): Generator<string> {
  const isWhole = flag(options, 'multiLine', false);
  for (const file of files)
    if (isWhole) yield wholeText(file);
    else yield* fileLines(file, option(options, 'lineSep'));
}

class JsonInference {
  readonly #options: Options;
  readonly #syntax;
  readonly #atomType: AtomType;
  readonly #prefersDecimal: boolean;
  readonly #root = new JsonShape();
  readonly #corrupt: string;
  readonly #mode: ParseMode;
  /** Whether there was a record that is JSON, but no object. */
  #hasOther = false;

  constructor(options: Options) {
    this.#options = options;
    this.#syntax = jsonSyntax(options);
    this.#atomType = atomTypes(options);
    this.#corrupt = corruptRecordColumn(options);
    this.#mode = parseMode(options);
    this.#prefersDecimal = flag(options, 'prefersDecimal', false);
    this.#root.object();
  }

  add(document: string): void {
    const node = this.#parse(document);
    if (node?.kind === 'object') look(node, this.#root, this.#atomType);
    else if (node !== undefined) this.#addOther(node);
  }

  /** The value of a record; undefined where there is none, or it cannot be read to its end. */
  #parse(document: string): JsonNode | undefined {
    try {
      const node = scanJson(document, this.#syntax);
      if (node !== undefined && this.#prefersDecimal) refuseSpecials(node);
      return node;
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      if (this.#mode === 'FAILFAST') throw malformedRecord(document, '');
      if (this.#mode === 'PERMISSIVE') this.#addCorrupt();
      return undefined;
    }
  }

  /** An array of records, or a value that is no record. */
  #addOther(node: JsonNode): void {
    const record = new JsonShape();
    look(node, record, this.#atomType);
    const shape = record.unwrapped();
    const type = shape.type();
    if (type.kind === 'struct') this.#root.absorb(shape);
    if (type.kind === 'struct' || type.kind === 'null' || this.#mode === 'DROPMALFORMED') return;
    if (this.#mode === 'FAILFAST')
      throw new ExecutionError('INVALID_JSON_RECORD_TYPE', { failFastMode: 'FAILFAST', invalidType: sqlName(type) });
    this.#hasOther = true;
  }

  schema(): StructType {
    if (this.#hasOther && !this.#root.has(this.#corrupt)) this.#addCorrupt();
    const settled = settledType(this.#root.type(), flag(this.#options, 'dropFieldIfAllNull', false));
    return settled?.kind === 'struct' ? settled : structType([]);
  }

  #addCorrupt(): void {
    this.#root.object();
    this.#root.field(this.#corrupt).addAtom(StringType);
  }
}

/** NaN and the infinities are no decimals. */
function refuseSpecials(node: JsonNode): void {
  if (node.kind === 'special') throw new JsonSyntaxError(`${node.text} is no decimal`);
  if (node.kind === 'array') for (const item of node.items) refuseSpecials(item);
  if (node.kind === 'object') for (const [, value] of node.fields) refuseSpecials(value);
}

function look(node: JsonNode, shape: JsonShape, atomType: AtomType): void {
  if (node.kind === 'object') {
    shape.object();
    for (const [name, value] of node.fields) look(value, shape.field(name), atomType);
  } else if (node.kind === 'array') {
    const element = shape.array();
    for (const item of node.items) look(item, element, atomType);
  } else shape.addAtom(atomType(node));
}

/** What a value without parts is, as the options want it. */
function atomTypes(options: Options): AtomType {
  const asString = flag(options, 'primitivesAsString', false);
  const prefersDecimal = flag(options, 'prefersDecimal', false);
  const timestamp = flag(options, 'inferTimestamp', false)
    ? timeParsers(options, 'UTC', () => 0).timestamp
    : (): undefined => undefined;
  const ofText = (text: string): DataType => {
    if (text === '') return NullType;
    const decimal = prefersDecimal ? decimalOfText(text) : undefined;
    return decimal ?? (timestamp(text) === undefined ? StringType : TimestampType);
  };
  return (node) => {
    switch (node.kind) {
      case 'string':
        return ofText(node.text);
      case 'integer':
      case 'float':
        return asString ? StringType : jsonNumberType(node.text, prefersDecimal);
      case 'special':
        return asString ? StringType : DoubleType;
      case 'true':
      case 'false':
        return asString ? StringType : BooleanType;
      default:
        return NullType;
    }
  };
}

/** The decimal that a text holds, where it is written without an exponent and no zeros follow the point at once that need more places than digits. */
function decimalOfText(text: string): DataType | undefined {
  const digits = numberDigits(text.replaceAll(',', ''));
  if (digits === undefined || digits.scale < 0 || digits.scale > digits.precision) return undefined;
  return digits.precision > 38 ? undefined : decimalType(digits.precision, digits.scale);
}
