import { randomUUID } from 'node:crypto';
import type { SinkProvider, WriteTarget } from '../contracts/connector.ts';
import type { Executor } from '../contracts/executor.ts';
import type { SaveMode, WriteRequest } from '../contracts/session-backend.ts';
import { AnalysisError } from '../errors/index.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { schemaOf } from '../plan/output.ts';
import { collect } from '../plan/traverse.ts';
import { QuerySinkBatch } from '../runtime/query-sink-batch.ts';
import type { StructType } from '../types/data-type.ts';
import type { LocalEnvironment } from './local-environment.ts';

/** Runs a static plan: hands an executor with its inputs, and its SELECT, to `work`. */
export type StaticRun = (
  plan: LogicalPlan,
  work: (executor: Executor, sql: string) => Promise<unknown>,
) => Promise<unknown>;

const OVERWRITE_OPTION = 'partitionoverwritemode';
const DEFAULT_MODES: readonly SaveMode[] = ['append', 'errorIfExists'];
const SPARK_WORDS: Readonly<Record<SaveMode, string>> = {
  append: 'Append',
  overwrite: 'Overwrite',
  ignore: 'Ignore',
  errorIfExists: 'ErrorIfExists',
};

/** `df.write`: the rows as the one batch of a sink, under the rules of the save mode. */
export async function writeStatic(environment: LocalEnvironment, run: StaticRun, given: WriteRequest): Promise<void> {
  const { request, onlyWritten } = withoutOverwriteOption(given);
  const { format, mode, options, plan } = request;
  const provider = environment.connectors.sink(format);
  checkMode(provider, request);
  refuseSameNames(schemaOf(plan));
  const target = provider.target?.(format, options, environment.connectorContext());
  const write = () => writeOnce(environment, run, provider, request);
  if (target === undefined || mode === 'append') return write();
  if (mode === 'overwrite') {
    refuseOwnInput(plan, target);
    return target.replace(write, { onlyWritten });
  }
  if (!(await target.exists())) return write();
  if (mode === 'errorIfExists') throw new AnalysisError('PATH_ALREADY_EXISTS', { outputPath: target.path });
}

/** Spark's option of writers that says what overwriting takes away: everything (static), or partitions that get new rows (dynamic). */
function withoutOverwriteOption(request: WriteRequest) {
  const { partitionBy } = request;
  const entries = Object.entries(request.options);
  const isOverwrite = ([name]: readonly [string, string]): boolean => name.toLowerCase() === OVERWRITE_OPTION;
  const value = entries.find(isOverwrite)?.[1].toLowerCase() ?? 'static';
  if (value !== 'static' && value !== 'dynamic')
    throw new AnalysisError('INVALID_OPTION', {
      ...{ where: `${request.format} writer`, name: 'partitionOverwriteMode', value },
      ...{ why: 'it is none of the two', allowed: 'static, dynamic' },
    });
  const options = Object.fromEntries(entries.filter((entry) => !isOverwrite(entry)));
  return { request: { ...request, options }, onlyWritten: value === 'dynamic' && partitionBy.length > 0 };
}

function checkMode({ saveModes = DEFAULT_MODES }: SinkProvider, { format, mode }: WriteRequest): void {
  if (saveModes.length === 0) throw new AnalysisError('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: format });
  if (saveModes.includes(mode)) return;
  throw new AnalysisError('UNSUPPORTED_DATA_SOURCE_SAVE_MODE', {
    source: format,
    createMode: SPARK_WORDS[mode],
    modes: saveModes.map((word) => `"${SPARK_WORDS[word]}"`).join(' or '),
  });
}

function refuseSameNames({ fields }: StructType): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    const word = name.toLowerCase();
    if (seen.has(word)) throw new AnalysisError('COLUMN_ALREADY_EXISTS', { columnName: `\`${word}\`` });
    seen.add(word);
  }
}

/** Rows cannot be read from what is being replaced. */
function refuseOwnInput(plan: LogicalPlan, target: WriteTarget): void {
  for (const relation of collect(plan, (node) => node.kind === 'StaticRelation')) {
    const path = Object.entries(relation.options).find(([name]) => name.toLowerCase() === 'path')?.[1];
    if (path !== undefined && target.meets(path))
      throw new AnalysisError('UNSUPPORTED_OVERWRITE.PATH', { path: target.path });
  }
}

async function writeOnce(
  environment: LocalEnvironment,
  run: StaticRun,
  provider: SinkProvider,
  { format, options, partitionBy, plan }: WriteRequest,
): Promise<void> {
  const schema = schemaOf(plan);
  const queryId = randomUUID();
  const sink = await provider.create({
    ...{ format, options, schema, partitionBy, queryId },
    outputMode: 'append',
    queryName: undefined,
    context: environment.connectorContext(),
  });
  try {
    await run(plan, (executor, sql) =>
      sink.addBatch(
        new QuerySinkBatch({
          ...{ executor, sql, schema, queryId },
          batchId: 0,
          outputMode: 'append',
          isRerun: false,
        }),
      ),
    );
  } finally {
    await sink.close?.();
  }
}
