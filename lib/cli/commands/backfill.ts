import type { Command } from 'commander';
import { QueryStartError } from '../../errors/index.ts';
import { backfillExecution } from '../backfill-execution.ts';
import type { CliContext } from '../cli-context.ts';
import type { CommandResult } from '../command-result.ts';
import { addSetting } from '../parse-settings.ts';

interface BackfillOptions {
  readonly checkpoint?: string;
  readonly conf?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** `millrace backfill`. */
export const backfillCommand = (program: Command, context: CliContext, result: CommandResult): Command =>
  program
    .command('backfill')
    .summary('process all that the sources have, then end')
    .description(
      'Processes all that the sources of a query have now, then ends. With a FILE the query runs in this process. With the ARN of the state machine of a deployed query, its backfill is started there; a name runs once, and given again only tells how it stands. The exit code is 0 only where the backfill is started or, with --watch, has succeeded.',
    )
    .argument('<FILE|ARN>', 'module whose default export is made by defineQuery, or ARN of a state machine')
    .option(
      '--checkpoint <LOCATION>',
      "with a FILE: checkpoint folder or dynamodb://TABLE/QUERY, instead of the query's own",
    )
    .option('--conf <NAME=VALUE>', "with a FILE: a setting by Spark's name; may be repeated", addSetting)
    .option('--name <NAME>', 'with an ARN: name of the backfill, by which it runs once')
    .option('--watch', 'show the progress until the end')
    .option('--json', 'print lines of JSON')
    .action(async (target: string, options: BackfillOptions) => {
      const { watch = false, json = false, name } = options;
      if (!target.startsWith('arn:')) {
        const { runDefinition } = await import('../run-definition.ts');
        result.exitCode = await runDefinition(context, target, { ...options, trigger: { availableNow: true }, watch });
        return;
      }
      if (name === undefined) throw new QueryStartError('BACKFILL_NAME_MISSING');
      result.exitCode = await backfillExecution(context, { machineArn: target, name, watch, json });
    });
