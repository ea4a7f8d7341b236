import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import { cliJson } from '../cli-json.ts';
import type { CheckpointDescription } from '../describe-checkpoint.ts';
import { withCheckpoint } from '../open-existing.ts';
import { parseCount } from '../parse-count.ts';
import { count } from '../progress-text.ts';
import { textFacts, textTable } from '../text-table.ts';

const OFFSET_WIDTH = 80;

/** `millrace checkpoint show`. */
export const checkpointShowCommand = (parent: Command, context: CliContext): Command =>
  parent
    .command('show')
    .summary('show what is in a checkpoint')
    .description(
      'Shows what is in a checkpoint: the query, its plan, the last batches with their offsets, snapshots and sizes.',
    )
    .argument('<LOCATION>', 'checkpoint folder or dynamodb://TABLE/QUERY')
    .option('--limit <N>', 'so many of the last batches', parseCount('--limit', 0), 10)
    .option('--json', 'print one JSON document')
    .action((location: string, { limit, json = false }: { readonly limit: number; readonly json?: boolean }) =>
      withCheckpoint(context, location, async (checkpoint) => {
        const { describeCheckpoint } = await import('../describe-checkpoint.ts');
        const description = await describeCheckpoint(checkpoint, limit);
        context.out(json ? `${cliJson(description, 2)}\n` : textOf(description));
      }),
    );

function textOf(description: CheckpointDescription): string {
  const { location, queryId, formatVersion, fingerprint, outputMode, conf, operators, plan, kept, batches } =
    description;
  const facts = textFacts([
    ['location', location],
    ['query', queryId],
    ['format', String(formatVersion)],
    ['fingerprint', fingerprint],
    ['output mode', outputMode],
    ...Object.entries(conf).map(([name, value]) => ['setting', `${name}=${value}`] as const),
    ...operators.map(({ operatorId, operatorName, tables }) => {
      const names = tables.map(({ name, columns }) => `${name} (${columns.length} columns)`).join(', ');
      return [`operator ${operatorId}`, `${operatorName}: ${names}`] as const;
    }),
    ['kept', kept.batches === 0 ? 'no batch yet' : `batches ${kept.from} to ${kept.through}`],
    ['deltas', `${count(description.bytes.deltas)} bytes`],
    ['snapshots', snapshotsText(description)],
  ]);
  const rows = batches.map((batch) => [
    String(batch.batchId),
    batch.timestamp,
    batch.watermark,
    batch.committed ? 'yes' : 'no',
    batch.stateRows === null ? '-' : count(batch.stateRows),
    batch.deltaBytes === null ? '-' : count(batch.deltaBytes),
    cut(cliJson(batch.offsets)),
  ]);
  const names = ['batch', 'began', 'watermark', 'committed', 'state rows', 'delta bytes', 'offsets'];
  return [facts, plan, ...(rows.length === 0 ? [] : [textTable(names, rows)])].join('\n');
}

const snapshotsText = ({ snapshots, bytes }: CheckpointDescription): string =>
  snapshots.length === 0
    ? 'none'
    : `${count(bytes.snapshots)} bytes after batch ${snapshots.map(({ batchId }) => batchId).join(', ')}`;

const cut = (text: string): string => (text.length <= OFFSET_WIDTH ? text : `${text.slice(0, OFFSET_WIDTH - 1)}…`);
