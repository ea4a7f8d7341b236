import type { Command } from 'commander';
import { startQuery } from '../../runtime/control/desired-state.ts';
import type { CliContext } from '../cli-context.ts';
import { cliJson } from '../cli-json.ts';
import { withCheckpoint } from '../open-existing.ts';

/** `millrace start`. */
export const startCommand = (program: Command, context: CliContext): Command =>
  program
    .command('start')
    .summary('let a stopped query run again')
    .description(
      'Lets a stopped query run again. A deployed query goes on by itself with the next event or tick; on a machine of your own start it with `millrace run`.',
    )
    .argument('<LOCATION>', 'checkpoint folder or dynamodb://TABLE/QUERY')
    .option('--json', 'print one JSON document')
    .action((location: string, { json = false }: { readonly json?: boolean }) =>
      withCheckpoint(context, location, async ({ store }) => {
        const changed = await startQuery(store);
        const text = changed ? 'It may run again, from where it stopped.' : 'It was not stopped.';
        context.out(json ? `${cliJson({ location, state: 'started', changed })}\n` : `${text}\n`);
      }),
    );
