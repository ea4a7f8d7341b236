import { ConnectorError } from '../../errors/index.ts';
import { type StreamIdentifier, streamTitle } from './options.ts';

/** An error of a call about a stream as it is, but a stream that is not there by its name. */
export const orMissingStream = (error: unknown, stream: StreamIdentifier): unknown =>
  error instanceof Error && error.name === 'ResourceNotFoundException'
    ? new ConnectorError('KINESIS_STREAM_NOT_FOUND', { stream: streamTitle(stream) }, { cause: error })
    : error;
