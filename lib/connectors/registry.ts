import type { SinkProvider, SourceProvider } from '../contracts/connector.ts';
import { QueryStartError } from '../errors/index.ts';
import { awsServices } from './aws/clients.ts';
import type { AwsServices } from './aws/ports.ts';
import { consoleSinkProvider } from './console/provider.ts';
import type { Print } from './console/sink.ts';
import { dynamoDbSinkProvider } from './dynamodb/provider.ts';
import { fileSinkProvider, fileSourceProvider } from './file/provider.ts';
import { kafkaSinkProvider, kafkaSourceProvider } from './kafka/provider.ts';
import { kinesisSinkProvider } from './kinesis/sink-provider.ts';
import { kinesisSourceProvider } from './kinesis/source-provider.ts';
import { MemoryStreams } from './memory/memory-stream.ts';
import { MemoryTables } from './memory/memory-tables.ts';
import { memorySinkProvider, memorySourceProvider } from './memory/provider.ts';
import { noopSinkProvider } from './noop/provider.ts';
import { rateSourceProvider } from './rate/provider.ts';
import { rateMicroBatchSourceProvider } from './rate-micro-batch/provider.ts';
import { socketSourceProvider } from './socket/provider.ts';

/** What connectors share with the session that uses them. */
interface ConnectorSession {
  /** Filled by memory sinks. */
  readonly memoryTables: MemoryTables;
  /** Read by memory sources. */
  readonly memoryStreams: MemoryStreams;
  /** Where the console sink prints. */
  readonly print: Print;
  readonly aws: AwsServices;
}

/** Readable and writable formats by name, letter case aside. */
export class ConnectorRegistry {
  readonly sources: readonly SourceProvider[];
  readonly sinks: readonly SinkProvider[];

  constructor(sources: readonly SourceProvider[], sinks: readonly SinkProvider[]) {
    this.sources = sources;
    this.sinks = sinks;
  }

  /** The source of a format; DATA_SOURCE_NOT_FOUND names the known ones. */
  source(format: string): SourceProvider {
    return find(this.sources, format);
  }

  /** The sink of a format; DATA_SOURCE_NOT_FOUND names the known ones. */
  sink(format: string): SinkProvider {
    return find(this.sinks, format);
  }
}

/** All connectors; those of AWS load their clients when they are first used. */
export function builtinConnectors(session: Partial<ConnectorSession> = {}): ConnectorRegistry {
  const {
    memoryTables = new MemoryTables(),
    memoryStreams = new MemoryStreams(),
    print = (text: string) => void process.stdout.write(text),
    aws = awsServices(),
  } = session;
  return new ConnectorRegistry(
    [
      fileSourceProvider,
      kinesisSourceProvider(aws),
      kafkaSourceProvider,
      memorySourceProvider(memoryStreams),
      rateSourceProvider,
      rateMicroBatchSourceProvider,
      socketSourceProvider,
    ],
    [
      dynamoDbSinkProvider(aws),
      fileSinkProvider,
      kinesisSinkProvider(aws),
      kafkaSinkProvider,
      memorySinkProvider(memoryTables),
      consoleSinkProvider(print),
      noopSinkProvider,
    ],
  );
}

function find<P extends { readonly formats: readonly string[] }>(providers: readonly P[], format: string): P {
  const wanted = format.toLowerCase();
  const found = providers.find((provider) => provider.formats.some((name) => name.toLowerCase() === wanted));
  if (found !== undefined) return found;
  const known = providers.flatMap((provider) => provider.formats).sort();
  throw new QueryStartError('DATA_SOURCE_NOT_FOUND', { provider: format, known: known.join(', ') });
}
