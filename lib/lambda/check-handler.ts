import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import { openCheckpoint } from '../local/open-checkpoint.ts';
import { checkCheckpoint } from './checkpoint-check.ts';
import { answerCloudFormation, type CustomResourceEvent } from './custom-resource.ts';
import { jsonWithEnvironment } from './environment-names.ts';
import { type Environment, requiredVariable } from './function-settings.ts';
import { readManifest } from './read-manifest.ts';

/** Where the check finds things; the process' environment where nothing is given. */
interface CheckHandlerOptions {
  readonly environment?: Environment;
  readonly open?: (location: string) => CheckpointStore | Promise<CheckpointStore>;
}

/**
 * The function behind the custom resource that a deployment waits for. It loads neither DuckDB nor the query's module. A deletion, and the way back after a failed
 * deployment, are always let pass: there the new query is not the one that will run.
 */
export const checkHandler =
  ({ environment = process.env, open = openCheckpoint }: CheckHandlerOptions = {}) =>
  (event: CustomResourceEvent): Promise<void> =>
    answerCloudFormation(event, async () => {
      const expected = requiredVariable(environment, 'MILLRACE_MANIFEST_HASH', 'the hash of the manifest');
      if (event.RequestType === 'Delete' || event.ResourceProperties['Manifest'] !== expected) return;
      const file = requiredVariable(environment, 'MILLRACE_MANIFEST', 'the path of the manifest beside the bundle');
      const path = join(environment['LAMBDA_TASK_ROOT'] ?? process.cwd(), file);
      const manifest = readManifest(jsonWithEnvironment(await readFile(path, 'utf8'), environment), path);
      const store = await open(requiredVariable(environment, 'MILLRACE_CHECKPOINT', 'the location of the checkpoint'));
      try {
        const { accepted } = checkCheckpoint(manifest, await store.readMetadata(), store.location);
        console.log(JSON.stringify({ message: 'the query can go on from its checkpoint', accepted }));
      } finally {
        await store.close();
      }
    });
