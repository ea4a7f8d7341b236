import type { SourceProvider } from '../../contracts/connector.ts';
import { type StructType, structField, structType } from '../../types/data-type.ts';
import type { AwsServices } from '../aws/ports.ts';
import { refuseUnreadableTypes } from '../file/format-types.ts';
import { invalidMetadata, kinesisSourceOptions } from './options.ts';
import { METADATA_SCHEMA, RECORD_SCHEMA } from './record-columns.ts';
import { KinesisSource } from './source.ts';

/** Kinesis streams: JSON payloads by the user's schema, or the records as they are. */
export const kinesisSourceProvider = (aws: AwsServices): SourceProvider =>
  Object.freeze({
    formats: ['kinesis'],
    schema(_format, options, userSchema) {
      const { includeMetadata } = kinesisSourceOptions(options, userSchema !== undefined).values;
      if (userSchema === undefined) return RECORD_SCHEMA;
      return includeMetadata ? withMetadata(payloadSchema(userSchema)) : payloadSchema(userSchema);
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
  refuseUnreadableTypes('json', schema.fields);
  return structType(schema.fields.map((field) => structField(field.name, field.dataType, true)));
}

function withMetadata(schema: StructType): StructType {
  const names = METADATA_SCHEMA.fields.map(({ name }) => name.toLowerCase());
  const taken = schema.fields.find(({ name }) => names.includes(name.toLowerCase()));
  if (taken !== undefined) throw invalidMetadata(`the schema has a column ${taken.name} of its own`);
  return structType([...schema.fields, ...METADATA_SCHEMA.fields]);
}
