import type { Command } from 'commander';
import type { SessionBackend } from '../../contracts/session-backend.ts';
import { CheckpointError } from '../../errors/index.ts';
import { StreamSession } from '../../local/stream-session.ts';
import { showRows } from '../../types/show-rows.ts';
import type { CliContext } from '../cli-context.ts';
import { cliJson } from '../cli-json.ts';
import { type ExistingCheckpoint, withCheckpoint } from '../open-existing.ts';
import { parseCount } from '../parse-count.ts';
import { type ReplayedState, withReplayedState } from '../replay-state.ts';
import { retainedBatch } from '../retained-batch.ts';
import { createStateViews, type StateView, stateViews } from '../state-views.ts';

interface StateOptions {
  readonly batch?: number;
  readonly limit: number;
  readonly json?: boolean;
}

/** `millrace state`. */
export const stateCommand = (program: Command, context: CliContext): Command =>
  program
    .command('state')
    .summary("look into a query's state with SQL")
    .description(
      'Loads the state of a query, as it was after a batch that the checkpoint keeps, and asks it by Spark SQL. Each state table is a view, named by its operator; without a SELECT the views are listed with their columns. k… are the keys of a group (a window as start and end), b… what its aggregates have come to, v… the columns of a joined row in their order. Nothing is changed.',
    )
    .argument('<LOCATION>', 'checkpoint folder or dynamodb://TABLE/QUERY')
    .argument('[SELECT]', 'a query over the views: "SELECT * FROM stateStoreSave_0"')
    .option('--batch <N>', 'the state after batch N instead of the newest', parseCount('--batch', 0))
    .option('--limit <N>', 'print so many rows of the result at most', parseCount('--limit', 1), 20)
    .option('--json', 'print a line of JSON for each row (all rows), or for each view')
    .action((location: string, select: string | undefined, options: StateOptions) =>
      withCheckpoint(context, location, (checkpoint) => ask(context, checkpoint, select, options)),
    );

async function ask(
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
    const columns = table.columns.map((column) => ({ ...column, key: table.keyColumns.includes(column.name) }));
    if (json === true) out(`${cliJson({ view: name, batchId, rows: rowsOf(view), columns })}\n`);
    else {
      out(`${name} (${rowsOf(view)} rows after batch ${batchId})\n`);
      for (const column of columns) out(`  ${column.name} ${column.type}${column.key ? ' key' : ''}\n`);
    }
  }
}
