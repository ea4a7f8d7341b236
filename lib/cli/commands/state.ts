import type { Command } from 'commander';
import type { StateOptions } from '../ask-state.ts';
import type { CliContext } from '../cli-context.ts';
import { withCheckpoint } from '../open-existing.ts';
import { parseCount } from '../parse-count.ts';

/** `millrace state`. */
export const stateCommand = (program: Command, context: CliContext): Command =>
  program
    .command('state')
    .summary("look into a query's state with SQL")
    .description(
      'Loads the state of a query, as it was after a batch that the checkpoint keeps, and asks it by Spark SQL. Each state table is a view, named by its operator; without a SELECT the views are listed with their columns. Columns have the names of the query: the keys of a group (a window as start and end), what its aggregates have come to (average_0 and average_1 where one is kept in parts), the columns of a joined row. Nothing is changed.',
    )
    .argument('<LOCATION>', 'checkpoint folder or dynamodb://TABLE/QUERY')
    .argument('[SELECT]', 'a query over the views: "SELECT * FROM stateStoreSave_0"')
    .option('--batch <N>', 'the state after batch N instead of the newest', parseCount('--batch', 0))
    .option('--limit <N>', 'print so many rows of the result at most', parseCount('--limit', 1), 20)
    .option('--json', 'print a line of JSON for each row (all rows), or for each view')
    .action((location: string, select: string | undefined, options: StateOptions) =>
      withCheckpoint(context, location, async (checkpoint) => {
        const { askState } = await import('../ask-state.ts');
        await askState(context, checkpoint, select, options);
      }),
    );
