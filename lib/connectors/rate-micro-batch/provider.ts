import type { SourceProvider } from '../../contracts/connector.ts';
import { readOptions, requireOption } from '../options.ts';
import { rateSchema } from '../rate/schema.ts';
import { RATE_MICRO_BATCH_SOURCE_OPTIONS } from './options.ts';
import { type RateMicroBatchRequest, RateMicroBatchSource } from './source.ts';

const WHERE = 'rate-micro-batch source';

/** Rows made by the batch, for tests that must not depend on the clock. */
export const rateMicroBatchSourceProvider: SourceProvider = Object.freeze({
  formats: ['rate-micro-batch'],
  schema(_format, options, userSchema) {
    settingsOf(options);
    return rateSchema('RatePerMicroBatchProvider', userSchema);
  },
  async create({ options, schema }) {
    return new RateMicroBatchSource({ ...settingsOf(options), schema });
  },
} satisfies SourceProvider);

function settingsOf(options: Readonly<Record<string, string>>): Omit<RateMicroBatchRequest, 'schema'> {
  const values = readOptions(WHERE, RATE_MICRO_BATCH_SOURCE_OPTIONS, options);
  return { ...values, rowsPerBatch: requireOption(WHERE, RATE_MICRO_BATCH_SOURCE_OPTIONS, values, 'rowsPerBatch') };
}
