import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuseOtherScheme } from '../checkpoint/other-scheme.ts';
import { checkpointNames } from '../connectors/dynamodb/checkpoint-names.ts';
import { isDynamoDbLocation } from '../connectors/dynamodb/checkpoint-url.ts';
import { CheckpointError } from '../errors/index.ts';
import { unlessMissing } from '../util/fs.ts';
import type { CliContext } from './cli-context.ts';
import { usageError } from './usage-error.ts';

/** Where a checkpoint was found. */
export interface FoundCheckpoint {
  readonly name: string;
  readonly location: string;
}

/** The checkpoints in a folder (or the one that it is), or in a DynamoDB table, by name; raises CHECKPOINTS_NOT_FOUND where there is none. */
export async function listCheckpoints(
  root: string,
  { aws }: Pick<CliContext, 'aws'>,
): Promise<readonly FoundCheckpoint[]> {
  if (root === '')
    throw usageError('ROOT is empty.', 'Give a folder or dynamodb://TABLE; was a variable of the shell not set?');
  const found = isDynamoDbLocation(root) ? await inTable(root, aws) : await inFolder(root);
  if (found.length === 0) throw none(root, await whyNone(root));
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function inTable(root: string, aws: CliContext['aws']): Promise<FoundCheckpoint[]> {
  const [, table, query = ''] = /^dynamodb:\/\/([^/?#]*)\/?(\?.*)?$/i.exec(root) ?? [];
  if (table === undefined) throw usageError(`ROOT "${root}" is no table.`, TABLE_FORM);
  const names = await checkpointNames(await aws.dynamoDb(), table);
  return names.map((name) => ({ name, location: `dynamodb://${table}/${encodeURIComponent(name)}${query}` }));
}

const TABLE_FORM =
  'Write dynamodb://TABLE, without a query: millrace ls dynamodb://checkpoints. One query is shown by millrace status dynamodb://TABLE/QUERY.';

const none = (root: string, why: string): CheckpointError =>
  new CheckpointError('CHECKPOINTS_NOT_FOUND', { root, why });

async function whyNone(root: string): Promise<string> {
  if (isDynamoDbLocation(root)) return 'the table has no checkpoint';
  const found = await unlessMissing(stat(folderOf(root)));
  if (found === undefined) return `${folderOf(root)} does not exist`;
  return found.isDirectory() ? 'no folder in it has a metadata.json, nor has it itself' : 'it is a file, no folder';
}

const folderOf = (root: string): string => (root.startsWith('file:') ? fileURLToPath(root) : resolve(root));

async function inFolder(root: string): Promise<FoundCheckpoint[]> {
  refuseOtherScheme(root);
  const folder = folderOf(root);
  const entries = (await unlessMissing(readdir(folder, { withFileTypes: true }))) ?? [];
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, location: join(folder, name) }));
  const own = { name: folder.split(/[\\/]/).at(-1) ?? folder, location: folder };
  const found = await Promise.all(
    [own, ...folders].map(async (place) => {
      const names = (await unlessMissing(readdir(place.location))) ?? [];
      return names.includes('metadata.json') ? [place] : [];
    }),
  );
  return found.flat();
}
