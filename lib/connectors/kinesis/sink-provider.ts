import type { SinkProvider } from '../../contracts/connector.ts';
import { validateWriterOptions } from '../../engine/format-options.ts';
import type { AwsServices } from '../aws/ports.ts';
import { kinesisSinkOptions } from './options.ts';
import { recordMaker } from './outgoing-records.ts';
import { KinesisSink } from './sink.ts';

/** Writes rows into Kinesis streams. */
export const kinesisSinkProvider = (aws: AwsServices): SinkProvider =>
  Object.freeze({
    formats: ['kinesis'],
    outputModes: ['append', 'update', 'complete'],
    temporaryCheckpoint: false,
    partitioned: false,
    async create({ options, schema, context }) {
      const settings = kinesisSinkOptions(options);
      validateWriterOptions('json', settings.jsonOptions);
      const makeRecords = recordMaker(schema, settings, context.conf['spark.sql.session.timeZone'] ?? 'UTC');
      return new KinesisSink({ settings, makeRecords, kinesis: await aws.kinesis(), clock: context.clock });
    },
  } satisfies SinkProvider);
