import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import type { CommandResult } from '../command-result.ts';
import { addSetting } from '../parse-settings.ts';
import { parseTrigger } from '../parse-trigger.ts';
import type { RunOptions } from '../run-definition.ts';

/** `millrace run`. */
export const runCommand = (program: Command, context: CliContext, result: CommandResult): Command =>
  program
    .command('run')
    .summary('run a query on this machine')
    .description(
      'Runs the query that FILE exports in this process. Each batch gives a line on standard error, or with --json its progress record on standard output. Ctrl-C ends the query after the batch at hand, a second Ctrl-C at once; either way the next run goes on where this one ended. A `millrace stop` ends it too.',
    )
    .argument('<FILE>', 'module whose default export is made by defineQuery')
    .option('--checkpoint <LOCATION>', "checkpoint folder or dynamodb://TABLE/QUERY, instead of the query's own")
    .option(
      '--trigger <TRIGGER>',
      "available-now, once, 'processing-time 10s' or 'continuous 1s', instead of the query's own",
      parseTrigger,
    )
    .option('--conf <NAME=VALUE>', "a setting by Spark's name; may be repeated", addSetting)
    .option('--json', 'print the progress of each batch as a line of JSON')
    .action(async (file: string, options: RunOptions) => {
      const { runDefinition } = await import('../run-definition.ts');
      result.exitCode = await runDefinition(context, file, options);
    });
