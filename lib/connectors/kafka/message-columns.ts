import { AnalysisError } from '../../errors/index.ts';
import {
  BinaryType,
  type DataType,
  IntegerType,
  StringType,
  type StructType,
  sameType,
  simpleString,
} from '../../types/data-type.ts';
import { HEADERS_TYPE } from './record-row.ts';

/** Where the parts of a message stand in a row; -1 for a part that the rows do not have. */
export interface MessageColumns {
  readonly topic: number;
  readonly key: number;
  readonly value: number;
  readonly headers: number;
  readonly partition: number;
}

const TYPES: Readonly<Record<keyof MessageColumns, readonly DataType[]>> = {
  topic: [StringType],
  key: [StringType, BinaryType],
  value: [StringType, BinaryType],
  headers: [HEADERS_TYPE],
  partition: [IntegerType],
};

/** Finds the columns by name and checks their types, in Spark's words; other columns are left alone. */
export function messageColumns(schema: StructType, topicOption: string | undefined): MessageColumns {
  const find = (name: keyof MessageColumns): number => {
    const at = schema.fields.findIndex((field) => field.name === name);
    const type = schema.fields[at]?.dataType;
    if (type === undefined || TYPES[name].some((allowed) => sameType(allowed, type))) return at;
    const wanted = TYPES[name].map(simpleString).join(' or ');
    throw refused(`${name} attribute unsupported type ${simpleString(type)}. ${name} must be a(n) ${wanted}`);
  };
  const topic = topicOption === undefined ? find('topic') : -1;
  if (topic < 0 && topicOption === undefined) {
    throw refused(
      "topic option required when no 'topic' attribute is present. Use the topic option for setting a topic.",
    );
  }
  const columns = {
    topic,
    key: find('key'),
    value: find('value'),
    headers: find('headers'),
    partition: find('partition'),
  };
  if (columns.value < 0) throw refused("Required attribute 'value' not found");
  return columns;
}

const refused = (msg: string): AnalysisError => new AnalysisError('_LEGACY_ERROR_TEMP_3080', { msg });
