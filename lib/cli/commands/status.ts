import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { cliJson } from '../cli-json.ts';
import { withCheckpoint } from '../open-existing.ts';
import { count, progressText } from '../progress-text.ts';
import { type QuerySummary, querySummary, stateText } from '../query-summary.ts';
import { textFacts } from '../text-table.ts';

/** `millrace status`. */
export const statusCommand = (program: Command, context: CliContext): Command =>
  program
    .command('status')
    .summary('tell where a query stands')
    .description('Tells where a query stands, by its checkpoint alone, wherever it runs.')
    .argument('<LOCATION>', 'checkpoint folder or dynamodb://TABLE/QUERY')
    .option('--json', 'print one JSON document')
    .action(async (location: string, { json = false }: { readonly json?: boolean }) => {
      const summary = await withCheckpoint(context, location, querySummary);
      context.out(json ? `${cliJson({ location, ...summary }, 2)}\n` : factsOf(summary));
    });

function factsOf(summary: QuerySummary): string {
  const { queryId, desired, batchId, pendingBatchId, lastBatchAt, watermark, stateRows, lastProgress, offsets } =
    summary;
  const facts: (readonly [string, string])[] = [
    ['query', `${lastProgress?.name ?? '(no name)'} ${queryId ?? ''}`],
    ['state', stateText(summary)],
    ...(desired.state === 'stopped'
      ? ([
          ['since', desired.since],
          ['reason', desired.reason ?? 'none was given'],
        ] as const)
      : []),
    ['last batch', batchId < 0 ? 'none yet' : `${batchId}${lastBatchAt === null ? '' : ` at ${lastBatchAt}`}`],
    ...(pendingBatchId === undefined
      ? []
      : [['begun', `${pendingBatchId} (at work, or left by a run that died)`] as const]),
    ['watermark', watermark ?? 'none yet'],
    ['state rows', count(stateRows)],
    ...offsets.map((offset, i) => [`source ${i}`, offset === null ? 'nothing read' : cliJson(offset)] as const),
    ['progress', lastProgress === undefined ? 'none stored' : progressText(lastProgress)],
  ];
  return textFacts(facts);
}
