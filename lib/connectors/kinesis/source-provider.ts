import type { SourceProvider } from '../../contracts/connector.ts';
import {
  BinaryType,
  StringType,
  type StructType,
  structField,
  structType,
  TimestampType,
} from '../../types/data-type.ts';
import type { AwsServices } from '../aws/ports.ts';
import { refuseUnsupportedTypes } from '../file/format-types.ts';
import { kinesisSourceOptions } from './options.ts';
import { KinesisSource } from './source.ts';

/** The columns of a record where the user gives no schema for its payload. */
const RECORD_SCHEMA = structType([
  structField('data', BinaryType),
  structField('partitionKey', StringType),
  structField('sequenceNumber', StringType),
  structField('approximateArrivalTimestamp', TimestampType),
  structField('stream', StringType),
  structField('shardId', StringType),
]);

/** Kinesis streams: JSON payloads by the user's schema, or the records as they are. */
export const kinesisSourceProvider = (aws: AwsServices): SourceProvider =>
  Object.freeze({
    formats: ['kinesis'],
    schema(_format, options, userSchema) {
      kinesisSourceOptions(options, userSchema !== undefined);
      return userSchema === undefined ? RECORD_SCHEMA : payloadSchema(userSchema);
    },
    async create({ options, schema, log, context }) {
      const isJson = JSON.stringify(schema) !== JSON.stringify(RECORD_SCHEMA);
      return new KinesisSource({
        settings: kinesisSourceOptions(options, isJson),
        schema,
        isJson,
        kinesis: await aws.kinesis(),
        log,
        clock: context.clock,
      });
    },
  } satisfies SourceProvider);

/** Every column is nullable, as Spark reads JSON. */
function payloadSchema(schema: StructType): StructType {
  refuseUnsupportedTypes('json', schema.fields);
  return structType(schema.fields.map((field) => structField(field.name, field.dataType, true)));
}
