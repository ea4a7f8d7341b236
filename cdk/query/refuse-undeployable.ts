import { checkUnsupported } from '../../lib/analysis/unsupported-operations.ts';
import { builtinConnectors, type ConnectorRegistry } from '../../lib/connectors/registry.ts';
import { MillraceError } from '../../lib/errors/index.ts';
import { collect } from '../../lib/plan/traverse.ts';
import type { DeployedQuery } from './deployed-query.ts';
import { resourcesOf } from './resources.ts';
import { wiringOf } from './wiring.ts';

/** Formats that only work inside one process, with the reason. */
const SOURCES: Readonly<Record<string, string>> = {
  memory: 'its rows are put in by the program that runs the query',
  socket: 'what it has read cannot be read again, and a function cannot hold the connection',
};
const SINKS: Readonly<Record<string, string>> = {
  console: 'it prints, and nobody sees what a function prints',
  memory: 'its table is gone with the function that filled it',
  noop: 'it throws the result away',
};

/** Refuses at synth what would fail, or do nothing, once deployed; the first reason found is raised. */
export function refuseUndeployable(query: DeployedQuery): void {
  const connectors = builtinConnectors();
  for (const { format } of collect(query.plan, (node) => node.kind === 'StreamingRelation')) {
    const why = SOURCES[format.toLowerCase()];
    if (why !== undefined)
      throw new MillraceError('UNSUPPORTED_DEPLOYMENT.SOURCE', {
        query: query.name,
        format,
        why,
        allowed: formats(connectors.sources, SOURCES),
      });
  }
  const why = SINKS[query.sink.format.toLowerCase()];
  if (why !== undefined)
    throw new MillraceError('UNSUPPORTED_DEPLOYMENT.SINK', {
      query: query.name,
      format: query.sink.format,
      why,
      allowed: formats(connectors.sinks, SINKS),
    });
  refuseOutputMode(query, connectors);
  checkUnsupported(query.plan, query.outputMode);
  wiringOf(query);
  resourcesOf(query);
}

function refuseOutputMode({ name, sink, outputMode }: DeployedQuery, connectors: ConnectorRegistry): void {
  // The sinks of user functions take every mode and are not in the registry.
  if (['foreach', 'foreachbatch'].includes(sink.format.toLowerCase())) return;
  const { outputModes } = connectors.sink(sink.format);
  if (!outputModes.includes(outputMode))
    throw new MillraceError('UNSUPPORTED_DEPLOYMENT.OUTPUT_MODE', {
      query: name,
      outputMode,
      format: sink.format,
      allowed: outputModes.join(', '),
    });
}

function formats(
  providers: readonly { readonly formats: readonly string[] }[],
  refused: Readonly<Record<string, string>>,
) {
  const names = providers.flatMap((provider) => provider.formats);
  return names
    .filter((name) => refused[name.toLowerCase()] === undefined)
    .sort()
    .join(', ');
}
