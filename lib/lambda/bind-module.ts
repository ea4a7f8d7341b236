import type { SinkProvider } from '../contracts/connector.ts';
import type { UserFunction } from '../contracts/executor.ts';
import type { StreamRequest } from '../contracts/session-backend.ts';
import { QueryStartError } from '../errors/index.ts';
import type { NewEnvironment } from '../local/create-environment.ts';
import { simpleString } from '../types/data-type.ts';
import type { DeployableQuery } from './create-manifest.ts';
import { type ManifestFunction, needsModule, type QueryManifest } from './read-manifest.ts';
import { recordedParser } from './recorded-sql.ts';

/** Imports the module whose default export is the query. */
export type QueryModule = () => Promise<{ readonly default?: unknown }>;

/** The user's code in a deployed query. */
interface BoundModule {
  readonly foreach: StreamRequest['foreach'];
  readonly foreachBatch: StreamRequest['foreachBatch'];
  readonly sinkProvider: (request: StreamRequest) => SinkProvider;
  readonly close: () => Promise<void>;
}

/**
 * Binds the names of a plan to the user's code where there is any: builds the query once more, with the texts that were parsed at synth, and takes the functions
 * that this registers and the callbacks of the sink. The plan that runs stays the manifest's.
 */
export async function bindModule(
  manifest: QueryManifest,
  { environment, functions }: NewEnvironment,
  load: QueryModule | undefined,
): Promise<BoundModule | undefined> {
  if (!needsModule(manifest)) return undefined;
  const definition = await definitionOf(manifest, load);
  const { LocalBackend } = await import('../local/local-backend.ts');
  const { StreamSession } = await import('../api/stream-session.ts');
  const { ViewStore } = await import('../local/view-store.ts');
  const backend = new LocalBackend({
    parser: recordedParser(manifest.sql),
    views: new ViewStore(),
    environment,
    functions,
    release: async () => undefined,
  });
  const { foreach, foreachBatch } = definition.build(new StreamSession(backend)).toRequest();
  for (const wanted of manifest.userFunctions) checkFunction(manifest.name, wanted, functions);
  return {
    foreach,
    foreachBatch,
    sinkProvider: (request) => backend.sinkProvider(request),
    close: () => backend.close(),
  };
}

async function definitionOf(manifest: QueryManifest, load: QueryModule | undefined): Promise<DeployableQuery> {
  const { default: definition } = (await load?.()) ?? {};
  if (typeof definition === 'object' && definition !== null && 'build' in definition)
    return definition as DeployableQuery;
  throw new QueryStartError('QUERY_MODULE_UNREADABLE', {
    entry: 'the bundle (millrace-query)',
    why: `the query "${manifest.name}" has functions of the user, but the default export of its module is no query.`,
  });
}

function checkFunction(query: string, wanted: ManifestFunction, functions: ReadonlyMap<string, UserFunction>): void {
  const found = functions.get(wanted.name);
  const signature = signatureOf(wanted);
  const bound =
    found &&
    signatureOf({
      name: wanted.name,
      argumentTypes: found.argumentTypes.map(simpleString),
      returnType: simpleString(found.returnType),
    });
  if (bound === signature) return;
  throw new QueryStartError('USER_FUNCTION_NOT_BOUND', {
    query,
    signature,
    found: bound === undefined ? 'registers no function of that name' : `registers ${bound}`,
  });
}

const signatureOf = ({ name, argumentTypes, returnType }: ManifestFunction): string =>
  `${name}(${argumentTypes.join(', ')}): ${returnType}`;
