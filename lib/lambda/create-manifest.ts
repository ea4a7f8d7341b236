import type { StreamSession as ApiSession } from '../api/stream-session.ts';
import type { UserFunction } from '../contracts/executor.ts';
import type { SessionBackend, StreamRequest } from '../contracts/session-backend.ts';
import { SESSION_SETTINGS } from '../contracts/session-settings.ts';
import { fingerprint } from '../plan/fingerprint.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { planToJson } from '../plan/plan-json.ts';
import { simpleString } from '../types/data-type.ts';
import { MANIFEST_VERSION, type ManifestFunction, needsModule, type QueryManifest } from './read-manifest.ts';
import { type RecordedSql, recordingParser, type SqlRecorder } from './recorded-sql.ts';

/** What `defineQuery` gives, whatever the columns of its result. */
export interface DeployableQuery {
  readonly name: string;
  build(session: ApiSession): { toRequest(): StreamRequest };
}

/** How a manifest is made. */
export interface ManifestOptions {
  /** Settings by Spark's names, set before the query is built. */
  readonly conf?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Texts of SQL that `foreachBatch` callbacks use; those that building the query parses are found by themselves.
   * @default - none
   */
  readonly sql?: readonly string[];
}

const NOTHING_RECORDED: RecordedSql = { queries: {}, expressions: {} };

/**
 * Builds a query and writes down all that its functions need to run it. Refuses what cannot run as a stream, as a start would.
 *
 * @example
 * writeFileSync('manifest.json', JSON.stringify(await createManifest(query)));
 */
export async function createManifest(
  definition: DeployableQuery,
  options: ManifestOptions = {},
): Promise<QueryManifest> {
  const { StreamSession } = await import('../local/stream-session.ts');
  const observed: { backend?: SessionBackend; parser?: SqlRecorder } = {};
  const functions = new Map<string, UserFunction>();
  await using session = await StreamSession.create({
    conf: options.conf ?? {},
    wrapBackend: (backend) => {
      observed.backend = backend;
      observed.parser = recordingParser(backend.parser);
      return observing(backend, observed.parser, functions);
    },
  });
  const request = definition.build(session).toRequest();
  const { backend, parser } = observed;
  if (backend === undefined || parser === undefined) throw new Error('the session has no backend');
  const manifest = await manifestOf(definition.name, request, backend, functions);
  for (const text of options.sql ?? []) recordText(parser, text);
  return needsModule(manifest) ? { ...manifest, sql: parser.recorded() } : manifest;
}

async function manifestOf(
  name: string,
  request: StreamRequest,
  { settings }: SessionBackend,
  functions: ReadonlyMap<string, UserFunction>,
): Promise<QueryManifest> {
  const { describeQuery } = await import('../local/describe-query.ts');
  const conf = settingsOf((setting) => settings.get(setting));
  const { outputMode, format, partitionBy, trigger, plan } = request;
  return {
    formatVersion: MANIFEST_VERSION,
    name: request.queryName ?? name,
    plan: planToJson(plan),
    outputMode,
    sink: { format, options: withoutCheckpoint(request.options), partitionBy },
    trigger,
    userFunctions: calledFunctions(plan, functions),
    usesForeach: request.foreach !== undefined,
    usesForeachBatch: request.foreachBatch !== undefined,
    sql: NOTHING_RECORDED,
    fingerprint: fingerprint(plan),
    ...describeQuery(plan, outputMode, conf),
  };
}

/** The session's lower half with ears: for functions that are registered, and texts that are parsed. */
const observing = (
  backend: SessionBackend,
  parser: SqlRecorder,
  functions: Map<string, UserFunction>,
): SessionBackend => ({
  parser,
  clock: backend.clock,
  settings: backend.settings,
  views: backend.views,
  nextId: () => backend.nextId(),
  analyze: (plan) => backend.analyze(plan),
  relation: (request) => backend.relation(request),
  registerFunction: (fn) => {
    functions.set(fn.name.toLowerCase(), fn);
    backend.registerFunction(fn);
  },
  collect: (plan) => backend.collect(plan),
  write: (request) => backend.write(request),
  explain: (plan, extended) => backend.explain(plan, extended),
  startQuery: (request, hooks) => backend.startQuery(request, hooks),
  close: () => backend.close(),
});

const settingsOf = (get: (name: string) => string | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...Object.keys(SESSION_SETTINGS), 'spark.millrace.allowIncompatibleChanges'].flatMap((name) => {
      const value = get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

const withoutCheckpoint = (options: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name.toLowerCase() !== 'checkpointlocation'));

/** A text may be a query or an expression; which one shows when it is used. */
function recordText(parser: SqlRecorder, text: string): void {
  try {
    parser.parseExpression(text);
  } catch {
    parser.parseQuery(text);
  }
}

/** The user's functions among the calls of a plan. */
function calledFunctions(plan: LogicalPlan, functions: ReadonlyMap<string, UserFunction>): readonly ManifestFunction[] {
  const called = new Set<UserFunction>();
  // Expressions hang in many places of a node, plans of subqueries among them: every call below the root counts.
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === 'object' && value !== null) {
      const { kind, name } = value as { readonly kind?: string; readonly name?: string };
      const fn = kind === 'Call' ? functions.get(String(name).toLowerCase()) : undefined;
      if (fn !== undefined) called.add(fn);
      for (const item of Object.values(value)) visit(item);
    }
  };
  visit(plan);
  return [...called]
    .map(({ name, argumentTypes, returnType }) => ({
      name: name.toLowerCase(),
      argumentTypes: argumentTypes.map(simpleString),
      returnType: simpleString(returnType),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
