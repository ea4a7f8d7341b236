import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkpointNames } from '../connectors/dynamodb/checkpoint-names.ts';
import { isDynamoDbLocation } from '../connectors/dynamodb/checkpoint-url.ts';
import { unlessMissing } from '../util/fs.ts';
import type { CliContext } from './cli-context.ts';

/** Where a checkpoint was found. */
export interface FoundCheckpoint {
  readonly name: string;
  readonly location: string;
}

/** The checkpoints in a folder (or the one that it is), or in a DynamoDB table, by name. */
export async function listCheckpoints(
  root: string,
  { aws }: Pick<CliContext, 'aws'>,
): Promise<readonly FoundCheckpoint[]> {
  const found = isDynamoDbLocation(root) ? await inTable(root, aws) : await inFolder(root);
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function inTable(root: string, aws: CliContext['aws']): Promise<FoundCheckpoint[]> {
  const [, table = '', query = ''] = /^dynamodb:\/\/([^/?#]*)\/?(\?.*)?$/i.exec(root) ?? [];
  const names = await checkpointNames(await aws.dynamoDb(), table === '' ? root : table);
  return names.map((name) => ({ name, location: `dynamodb://${table}/${encodeURIComponent(name)}${query}` }));
}

async function inFolder(root: string): Promise<FoundCheckpoint[]> {
  const folder = root.startsWith('file:') ? fileURLToPath(root) : resolve(root);
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
