import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { cliJson } from '../cli-json.ts';
import { listCheckpoints } from '../list-checkpoints.ts';
import { withCheckpoint } from '../open-existing.ts';
import { querySummary, stateText } from '../query-summary.ts';
import { textTable } from '../text-table.ts';

/** `millrace ls`. */
export const lsCommand = (program: Command, context: CliContext): Command =>
  program
    .command('ls')
    .summary('list the queries with a checkpoint in a folder or table')
    .description(
      'Lists the queries that have their checkpoint in a folder or in a DynamoDB table. "started" means that batches may run; whether anybody runs them shows in the time of the last batch. A table is read as a whole for this.',
    )
    .argument('<ROOT>', 'folder with checkpoint folders in it, or dynamodb://TABLE')
    .option('--json', 'print a line of JSON for each query')
    .action(async (root: string, { json = false }: { readonly json?: boolean }) => {
      await list(context, root, json);
    });

async function list(context: CliContext, root: string, json: boolean): Promise<void> {
  const found = await listCheckpoints(root, context);
  const queries = await Promise.all(
    found.map(async ({ name, location }) => ({
      name,
      location,
      ...(await withCheckpoint(context, location, querySummary)),
    })),
  );
  if (json) {
    for (const query of queries) {
      const { name, location, queryId, batchId, watermark = null, lastBatchAt, stateRows } = query;
      context.out(
        `${cliJson({ name, location, queryId, state: stateText(query), batchId, watermark, lastBatchAt, stateRows })}\n`,
      );
    }
    return;
  }
  const rows = queries.map((query) => [
    query.name,
    stateText(query),
    query.batchId < 0 ? '-' : String(query.batchId),
    query.watermark ?? '-',
    query.lastBatchAt ?? '-',
  ]);
  context.out(textTable(['query', 'state', 'batch', 'watermark', 'last batch'], rows));
}
