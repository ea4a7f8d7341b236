import { CommanderError } from 'commander';
import { MillraceError } from '../errors/index.ts';
import { withAwsRemedy } from './aws-error.ts';
import type { CliContext } from './cli-context.ts';
import type { CommandResult } from './command-result.ts';
import { createProgram } from './create-program.ts';
import { errorJson, errorText } from './error-text.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';

/** What lies in AWS. */
const IN_AWS = /^(dynamodb:|arn:)/i;

/** Runs one command with the arguments after the program's name; gives the exit code and never throws. */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  const result: CommandResult = { exitCode: EXIT.ok };
  try {
    await createProgram(context, result).parseAsync([...args], { from: 'user' });
    return result.exitCode;
  } catch (thrown) {
    // Commander has printed the help, or what it did not understand.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const error = args.some((arg) => IN_AWS.test(arg)) ? withAwsRemedy(thrown) : thrown;
    context.err(args.includes('--json') ? errorJson(error) : errorText(error, context.isDebug));
    return exitCodeOf(error instanceof MillraceError ? error.condition : undefined);
  }
}
