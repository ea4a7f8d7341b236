import { CommanderError } from 'commander';
import { MillraceError } from '../errors/index.ts';
import type { CliContext } from './cli-context.ts';
import type { CommandResult } from './command-result.ts';
import { createProgram } from './create-program.ts';
import { errorJson, errorText } from './error-text.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';

/** Runs one command with the arguments after the program's name; gives the exit code and never throws. */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  const result: CommandResult = { exitCode: EXIT.ok };
  try {
    await createProgram(context, result).parseAsync([...args], { from: 'user' });
    return result.exitCode;
  } catch (error) {
    // Commander has printed the help, or what it did not understand.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    context.err(args.includes('--json') ? errorJson(error) : errorText(error, context.isDebug));
    return exitCodeOf(error instanceof MillraceError ? error.condition : undefined);
  }
}
