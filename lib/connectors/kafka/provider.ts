import type { SinkProvider, SourceProvider } from '../../contracts/connector.ts';
import { QueryStartError } from '../../errors/index.ts';
import { readKafkaTable } from './read-table.ts';
import { kafkaSchema } from './record-row.ts';
import { openKafkaSink } from './sink.ts';
import { KafkaSource } from './source.ts';
import { kafkaSourceRequest, refuseEnd } from './source-request.ts';

/** Topics of a Kafka cluster as streams and as static tables. */
export const kafkaSourceProvider: SourceProvider = Object.freeze({
  formats: ['kafka'],
  continuous: true,
  schema(_format, options, userSchema) {
    const { values } = kafkaSourceRequest(options);
    if (userSchema !== undefined) throw new QueryStartError('_LEGACY_ERROR_TEMP_2242', { provider: 'Kafka' });
    return kafkaSchema(values.includeHeaders);
  },
  async create({ options, schema, log, context }) {
    refuseEnd(options);
    return new KafkaSource(kafkaSourceRequest(options), schema, log, context.clock);
  },
  readStatic: (_format, options, _schema, context) => readKafkaTable(kafkaSourceRequest(options), context.clock),
} satisfies SourceProvider);

/** Topics of a Kafka cluster as output, at least once. */
export const kafkaSinkProvider: SinkProvider = Object.freeze({
  formats: ['kafka'],
  continuous: true,
  outputModes: ['append', 'update', 'complete'],
  temporaryCheckpoint: false,
  partitioned: false,
  async create({ options, schema, context }) {
    return openKafkaSink(options, schema, context.clock);
  },
} satisfies SinkProvider);
