import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { cliJson } from '../cli-json.ts';
import { withCheckpoint } from '../open-existing.ts';
import { count } from '../progress-text.ts';

/** `millrace checkpoint verify`. */
export const checkpointVerifyCommand = (parent: Command, context: CliContext): Command =>
  parent
    .command('verify')
    .summary('check that a query could go on from its checkpoint')
    .description(
      'Reads every entry and file that a restart from the newest batch needs, compares the sizes of the files with those that were committed, brings the state to that batch in an engine of its own, and compares its rows with those that the commit counted. Changes nothing. Ends with 1 and the reason where something is wrong.',
    )
    .argument('<LOCATION>', 'checkpoint folder or dynamodb://TABLE/QUERY')
    .option('--json', 'print one JSON document')
    .action((location: string, { json = false }: { readonly json?: boolean }) =>
      withCheckpoint(context, location, async (checkpoint) => {
        const { verifyCheckpoint } = await import('../verify-checkpoint.ts');
        const found = await verifyCheckpoint(checkpoint);
        const { batchId, entries, blobs, bytes, tables } = found;
        if (json) return context.out(`${cliJson({ location, ok: true, ...found })}\n`);
        const rows = tables.map(({ table, rows }) => `, ${table} has ${count(rows)} rows as committed`).join('');
        const at = batchId < 0 ? 'before its first batch' : `after batch ${batchId}`;
        context.out(`Whole ${at}: ${count(entries)} entries, ${count(blobs)} files of ${count(bytes)} bytes${rows}.\n`);
      }),
    );
