import type { SessionBackend } from '../contracts/session-backend.ts';
import { CheckpointError } from '../errors/index.ts';
import { StreamSession } from '../local/stream-session.ts';
import { showRows } from '../types/show-rows.ts';
import type { CliContext } from './cli-context.ts';
import { cliJson } from './cli-json.ts';
import type { ExistingCheckpoint } from './open-existing.ts';
import { type ReplayedState, withReplayedState } from './replay-state.ts';
import { retainedBatch } from './retained-batch.ts';
import { createStateViews, labelledColumns, type StateView, stateViews } from './state-views.ts';

/** What `millrace state` is told besides location and query. */
export interface StateOptions {
  readonly batch?: number;
  readonly limit: number;
  readonly json?: boolean;
}

/** Asks the state of a query by SQL, or lists its views. */
export async function askState(
  context: CliContext,
  checkpoint: ExistingCheckpoint,
  select: string | undefined,
  options: StateOptions,
) {
  const { store, metadata } = checkpoint;
  if (metadata.operators.length === 0) throw new CheckpointError('QUERY_WITHOUT_STATE', { location: store.location });
  const commit = await retainedBatch(store, options.batch);
  await withReplayedState(checkpoint, commit.batchId, async (state) => {
    const views = stateViews(metadata, state.tables);
    const rowsOf = ({ table }: StateView) =>
      commit.state.find((own) => own.operatorId === table.operatorId && own.table === table.name)?.numRows ?? 0;
    if (select === undefined) return list(context, views, rowsOf, { ...options, batchId: commit.batchId });
    await answer(
      context,
      { state, views, timeZone: metadata.conf['spark.sql.session.timeZone'] ?? 'UTC' },
      select,
      options,
    );
  });
}

interface Question {
  readonly state: ReplayedState;
  readonly views: readonly StateView[];
  readonly timeZone: string;
}

async function answer(
  { out }: CliContext,
  { state, views, timeZone }: Question,
  select: string,
  { json, limit }: StateOptions,
): Promise<void> {
  let rowsOf: SessionBackend['collect'] = () => Promise.resolve([]);
  const conf = { 'spark.sql.session.timeZone': timeZone };
  await using session = await StreamSession.create({
    conf,
    // Rows by position, for results with several columns of one name.
    wrapBackend: (backend) => {
      rowsOf = (plan) => backend.collect(plan);
      return backend;
    },
  });
  await createStateViews(session, state, views);
  const frame = session.sql(select);
  if (json === true) {
    for (const row of await frame.collect()) out(`${cliJson(row)}\n`);
    return;
  }
  const rows = await rowsOf(frame.limit(limit + 1).plan);
  out(`${showRows(frame.schema, rows, { numRows: limit, truncate: 0, timeZone }).trimEnd()}\n`);
}

function list(
  { out }: CliContext,
  views: readonly StateView[],
  rowsOf: (view: StateView) => number,
  { json, batchId }: StateOptions & { readonly batchId: number },
): void {
  for (const view of views) {
    const { name, table } = view;
    const columns = labelledColumns(table).map(({ label, type, isKey }) => ({ name: label, type, key: isKey }));
    if (json === true) out(`${cliJson({ view: name, batchId, rows: rowsOf(view), columns })}\n`);
    else {
      out(`${name} (${rowsOf(view)} rows after batch ${batchId})\n`);
      for (const column of columns) out(`  ${column.name} ${column.type}${column.key ? ' key' : ''}\n`);
    }
  }
}
