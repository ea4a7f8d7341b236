import type { Command } from 'commander';
import type { CheckpointStore } from '../../contracts/checkpoint-store.ts';
import { recentProgress } from '../../runtime/control/progress-log.ts';
import type { CliContext } from '../cli-context.ts';
import { cliJson } from '../cli-json.ts';
import type { CommandResult } from '../command-result.ts';
import { EXIT } from '../exit-codes.ts';
import { withCheckpoint } from '../open-existing.ts';
import { parseCount } from '../parse-count.ts';
import { progressText } from '../progress-text.ts';

const POLL_MS = 1000;

interface ProgressOptions {
  readonly follow?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

/** `millrace progress`. */
export const progressCommand = (program: Command, context: CliContext, result: CommandResult): Command =>
  program
    .command('progress')
    .summary('show the progress of the last batches')
    .description(
      'Shows the stored progress records of a query, oldest first. Of many quick batches not every one is stored: a local run stores its first and last batch and one a second (one in ten seconds where the checkpoint is a table), a deployed query about one a minute. The last 20 are kept.',
    )
    .argument('<LOCATION>', 'checkpoint folder or dynamodb://TABLE/QUERY')
    .option('--follow', 'go on with new records as they come, until Ctrl-C')
    .option('--limit <N>', 'so many of the last records', parseCount('--limit', 0), 20)
    .option('--json', 'print a line of JSON for each record')
    .action(async (location: string, options: ProgressOptions) => {
      result.exitCode = await withCheckpoint(context, location, ({ store }) => show(context, store, options));
    });

async function show(
  context: CliContext,
  store: CheckpointStore,
  { follow = false, limit, json = false }: ProgressOptions,
) {
  const { out, clock, signal } = context;
  let shown = -1;
  const print = async (most: number): Promise<void> => {
    for (const progress of await recentProgress(store, most)) {
      if (progress.batchId <= shown) continue;
      shown = progress.batchId;
      out(`${json ? cliJson(progress) : `${progress.timestamp} ${progressText(progress)}`}\n`);
    }
  };
  if (limit > 0) await print(limit);
  else shown = (await recentProgress(store, 1))[0]?.batchId ?? -1;
  while (follow && !signal.aborted) {
    await clock.waitUntil(clock.now() + POLL_MS, signal);
    if (!signal.aborted) await print(20);
  }
  if (shown < 0 && !follow) context.err(`No progress is stored at ${store.location}.\n`);
  return shown < 0 && !follow ? EXIT.notFound : EXIT.ok;
}
