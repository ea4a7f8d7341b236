import type { SinkProvider, SourceProvider } from '../contracts/connector.ts';
import { QueryStartError } from '../errors/index.ts';
import { consoleSinkProvider } from './console/provider.ts';
import type { Print } from './console/sink.ts';
import { fileSinkProvider, fileSourceProvider } from './file/provider.ts';
import { MemoryStreams } from './memory/memory-stream.ts';
import { MemoryTables } from './memory/memory-tables.ts';
import { memorySinkProvider, memorySourceProvider } from './memory/provider.ts';
import { noopSinkProvider } from './noop/provider.ts';
import { rateSourceProvider } from './rate/provider.ts';
import { rateMicroBatchSourceProvider } from './rate-micro-batch/provider.ts';
import { socketSourceProvider } from './socket/provider.ts';

/** What connectors share with the session that uses them. */
export interface ConnectorSession {
  /** Filled by memory sinks. */
  readonly memoryTables: MemoryTables;
  /** Read by memory sources. */
  readonly memoryStreams: MemoryStreams;
  /** Where the console sink prints. */
  readonly print: Print;
}

/** Readable and writable formats. */
export interface Connectors {
  readonly sources: readonly SourceProvider[];
  readonly sinks: readonly SinkProvider[];
}

/** The connectors that need nothing but this machine. */
export function builtinConnectors(session: Partial<ConnectorSession> = {}): Connectors {
  const {
    memoryTables = new MemoryTables(),
    memoryStreams = new MemoryStreams(),
    print = (text: string) => void process.stdout.write(text),
  } = session;
  return Object.freeze({
    sources: [
      fileSourceProvider,
      memorySourceProvider(memoryStreams),
      rateSourceProvider,
      rateMicroBatchSourceProvider,
      socketSourceProvider,
    ],
    sinks: [fileSinkProvider, memorySinkProvider(memoryTables), consoleSinkProvider(print), noopSinkProvider],
  });
}

/** The source of a format, letter case aside; DATA_SOURCE_NOT_FOUND names the known ones. */
export const findSource = (connectors: Connectors, format: string): SourceProvider => find(connectors.sources, format);

/** The sink of a format, letter case aside; DATA_SOURCE_NOT_FOUND names the known ones. */
export const findSink = (connectors: Connectors, format: string): SinkProvider => find(connectors.sinks, format);

function find<P extends { readonly formats: readonly string[] }>(providers: readonly P[], format: string): P {
  const wanted = format.toLowerCase();
  const found = providers.find((provider) => provider.formats.some((name) => name.toLowerCase() === wanted));
  if (found !== undefined) return found;
  const known = providers.flatMap((provider) => provider.formats).sort();
  throw new QueryStartError('DATA_SOURCE_NOT_FOUND', { provider: format, known: known.join(', ') });
}
