import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../scripts/project.ts';
import { deployLocally } from './cdk.ts';
import { localEndpoint } from './endpoint.ts';

/** Names of what was deployed, for the demo and for people. */
export const OUTPUTS_FILE = join(ROOT, '.cache', 'local-outputs.json');

if (import.meta.main) {
  mkdirSync(dirname(OUTPUTS_FILE), { recursive: true });
  await deployLocally({ endpoint: localEndpoint(), outputsFile: OUTPUTS_FILE });
  console.log(readFileSync(OUTPUTS_FILE, 'utf8'));
  console.log('Next: npm run local:demo');
}
