import type { SourceProvider } from '../../contracts/connector.ts';
import { QueryStartError } from '../../errors/index.ts';
import { StringType, structField, structType, TimestampType } from '../../types/data-type.ts';
import { readOptions, requireOption } from '../options.ts';
import { SOCKET_SOURCE_OPTIONS } from './options.ts';
import { SocketSource, type SocketSourceRequest } from './source.ts';

const WHERE = 'socket source';
const VALUE = structField('value', StringType);
const TIMESTAMP = structField('timestamp', TimestampType);

/** Lines of text from a TCP server, for trying out. */
export const socketSourceProvider: SourceProvider = Object.freeze({
  formats: ['socket'],
  schema(_format, options, userSchema) {
    if (userSchema !== undefined) throw new QueryStartError('_LEGACY_ERROR_TEMP_2242', { provider: 'TextSocket' });
    return structType(settingsOf(options).includeTimestamp ? [VALUE, TIMESTAMP] : [VALUE]);
  },
  async create({ options, schema, context }) {
    return new SocketSource({ ...settingsOf(options), schema, clock: context.clock });
  },
} satisfies SourceProvider);

function settingsOf(options: Readonly<Record<string, string>>): Omit<SocketSourceRequest, 'schema' | 'clock'> {
  const values = readOptions(WHERE, SOCKET_SOURCE_OPTIONS, options);
  return {
    host: requireOption(WHERE, SOCKET_SOURCE_OPTIONS, values, 'host'),
    port: requireOption(WHERE, SOCKET_SOURCE_OPTIONS, values, 'port'),
    includeTimestamp: values.includeTimestamp,
  };
}
