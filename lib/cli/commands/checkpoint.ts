import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { checkpointShowCommand } from './checkpoint-show.ts';
import { checkpointVerifyCommand } from './checkpoint-verify.ts';

/** `millrace checkpoint`. */
export function checkpointCommand(program: Command, context: CliContext): Command {
  const command = program
    .command('checkpoint')
    .summary('look at a checkpoint, or check that it is whole')
    .description('Looks at a checkpoint, or checks that it is whole.');
  checkpointShowCommand(command, context);
  checkpointVerifyCommand(command, context);
  return command;
}
