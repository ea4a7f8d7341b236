import type { SourceProvider } from '../../contracts/connector.ts';
import { QueryStartError } from '../../errors/index.ts';
import { type OptionTexts, readOptions } from '../options.ts';
import { RATE_SOURCE_OPTIONS } from './options.ts';
import type { Rate } from './rate-values.ts';
import { rateSchema } from './schema.ts';
import { RateSource } from './source.ts';

/** Rows made at a steady rate, for trying out and measuring. */
export const rateSourceProvider: SourceProvider = Object.freeze({
  formats: ['rate'],
  continuous: true,
  schema(_format, options, userSchema) {
    rateOf(options);
    return rateSchema('RateStreamProvider', userSchema);
  },
  async create({ options, schema, log, context }) {
    return new RateSource({ rate: rateOf(options), schema, log, clock: context.clock });
  },
} satisfies SourceProvider);

function rateOf(options: OptionTexts): Rate {
  const values = readOptions('rate source', RATE_SOURCE_OPTIONS, options);
  const rowsPerSecond = BigInt(values.rowsPerSecond);
  const rampUpSeconds = BigInt(Math.floor(values.rampUpTime / 1000));
  const maxSeconds = (2n ** 63n - 1n) / rowsPerSecond;
  if (rampUpSeconds > maxSeconds) {
    throw new QueryStartError('INCORRECT_RAMP_UP_RATE', {
      rowsPerSecond: String(rowsPerSecond),
      maxSeconds: String(maxSeconds),
      rampUpTimeSeconds: String(rampUpSeconds),
    });
  }
  return { rowsPerSecond, rampUpSeconds };
}
