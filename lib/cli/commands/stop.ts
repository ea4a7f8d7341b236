import type { Command } from 'commander';
import { stopQuery } from '../../runtime/control/desired-state.ts';
import type { CliContext } from '../cli-context.ts';
import { cliJson } from '../cli-json.ts';
import { withCheckpoint } from '../open-existing.ts';

interface StopOptions {
  readonly reason?: string;
  readonly json?: boolean;
}

/** `millrace stop`. */
export const stopCommand = (program: Command, context: CliContext): Command =>
  program
    .command('stop')
    .summary('stop a query, wherever it runs')
    .description(
      'Stops a query: from its next trigger on, runs on a machine end and functions leave it alone. What it has not read waits in its sources. It stays stopped until `millrace start`.',
    )
    .argument('<LOCATION>', 'checkpoint folder or dynamodb://TABLE/QUERY')
    .option('--reason <TEXT>', 'what is told to those who look at it, or try to run it')
    .option('--json', 'print one JSON document')
    .action((location: string, { reason = undefined, json = false }: StopOptions) =>
      withCheckpoint(context, location, async ({ store }) => {
        const changed = await stopQuery(store, context.clock, reason ?? null);
        const text = changed ? 'Stopped from its next trigger on.' : 'It is stopped already; the first reason stands.';
        context.out(json ? `${cliJson({ location, state: 'stopped', changed })}\n` : `${text}\n`);
      }),
    );
