import { Command } from 'commander';
import { packageVersion } from '../util/package-version.ts';
import type { CliContext } from './cli-context.ts';
import type { CommandResult } from './command-result.ts';
import { backfillCommand } from './commands/backfill.ts';
import { checkpointCommand } from './commands/checkpoint.ts';
import { explainCommand } from './commands/explain.ts';
import { lsCommand } from './commands/ls.ts';
import { progressCommand } from './commands/progress.ts';
import { runCommand } from './commands/run.ts';
import { startCommand } from './commands/start.ts';
import { stateCommand } from './commands/state.ts';
import { statusCommand } from './commands/status.ts';
import { stopCommand } from './commands/stop.ts';

const AFTER = `
LOCATION is a checkpoint folder, or dynamodb://TABLE/QUERY?spill=BUCKET/PREFIX for a checkpoint in DynamoDB.
FILE is a JavaScript or TypeScript module: export default defineQuery(NAME, (session) => …).

Exit codes: 0 done, 1 failed, 2 not understood, 3 not found, 130 interrupted before its end.
Data goes to standard output; progress, notes and errors to standard error, with --json errors as a line of JSON.
MILLRACE_DEBUG=1 shows where an error was raised. AWS_REGION, AWS_PROFILE and AWS_ENDPOINT_URL are heeded as by every AWS SDK.
`;

const HELP_WIDTH = 100;

/** The command line as commander sees it: what it prints goes to the context, and it never ends the process. */
export function createProgram(context: CliContext, result: CommandResult): Command {
  const program = new Command('millrace')
    .description('Runs streaming queries, looks at those that run, and stops and starts them.')
    .version(packageVersion())
    .addHelpText('after', AFTER)
    .showHelpAfterError('(--help shows how)')
    .exitOverride()
    .configureOutput({
      writeOut: context.out,
      writeErr: context.err,
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  runCommand(program, context, result);
  lsCommand(program, context);
  statusCommand(program, context);
  progressCommand(program, context, result);
  stopCommand(program, context);
  startCommand(program, context);
  backfillCommand(program, context, result);
  checkpointCommand(program, context);
  stateCommand(program, context);
  explainCommand(program, context);
  return program;
}
