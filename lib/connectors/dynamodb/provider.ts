import type { SinkProvider } from '../../contracts/connector.ts';
import type { AwsServices } from '../aws/ports.ts';
import { readOptions, requireOption } from '../options.ts';
import { DYNAMODB_SINK_OPTIONS } from './options.ts';
import { DynamoDbSink } from './sink.ts';
import { checkColumns } from './sink-items.ts';

const WHERE = 'dynamodb sink';

/** Writes results into tables, by key. */
export const dynamoDbSinkProvider = (aws: AwsServices): SinkProvider =>
  Object.freeze({
    formats: ['dynamodb'],
    outputModes: ['append', 'update', 'complete'],
    temporaryCheckpoint: false,
    partitioned: false,
    async create({ options, schema, queryId }) {
      const values = readOptions(WHERE, DYNAMODB_SINK_OPTIONS, options);
      const tableName = requireOption(WHERE, DYNAMODB_SINK_OPTIONS, values, 'tableName');
      const partitionKey = requireOption(WHERE, DYNAMODB_SINK_OPTIONS, values, 'partitionKey');
      const keys = values.sortKey === undefined ? [partitionKey] : [partitionKey, values.sortKey];
      checkColumns(schema, keys);
      const { maxConcurrentWrites } = values;
      return new DynamoDbSink({ aws, tableName, keys, schema, queryId, maxConcurrentWrites });
    },
  } satisfies SinkProvider);
