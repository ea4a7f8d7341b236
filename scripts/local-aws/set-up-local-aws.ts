import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../project.ts';
import type { Unavailable } from '../suites/suite.ts';
import {
  isLocalAwsInstalled,
  LOCAL_AWS_FOLDER,
  LOCAL_AWS_PACKAGES,
  LOCAL_AWS_VENV,
  localAwsObstacle,
  pythonOf,
} from './local-aws.ts';

/** How pip says that it reached no registry: then the machine lacks the network, not a step. */
const OFFLINE =
  /NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Name or service not known|from versions: none/;

/** Installs MiniStack into .local-aws if it is not there; returns what keeps it from being there, if anything. */
export async function setUpLocalAws(): Promise<Unavailable | undefined> {
  if (isLocalAwsInstalled()) return undefined;
  const obstacle = localAwsObstacle();
  if (obstacle !== undefined) return { reason: obstacle, couldRun: false };
  mkdirSync(LOCAL_AWS_FOLDER, { recursive: true });
  // Made aside and renamed when complete: two set-ups at once, or one that is killed, leave no half of it.
  const venv = join(LOCAL_AWS_FOLDER, `new-${process.pid}`);
  try {
    return (await install(venv)) ?? takePlace(venv);
  } finally {
    rmSync(venv, { recursive: true, force: true });
  }
}

async function install(venv: string): Promise<Unavailable | undefined> {
  console.error(`Installing a local AWS (${LOCAL_AWS_PACKAGES[0]}) into .local-aws, once, about 10 s …`);
  const made = await runCommand('python3', ['-m', 'venv', venv]);
  if (!made.ok) return { reason: `python3 -m venv failed: ${lastLine(made.output)}`, couldRun: true };
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...LOCAL_AWS_PACKAGES];
  const { ok, output } = await runCommand(pythonOf(venv), pip);
  if (ok) return undefined;
  return { reason: `pip could not install MiniStack: ${lastLine(output)}`, couldRun: !OFFLINE.test(output) };
}

function takePlace(venv: string): Unavailable | undefined {
  try {
    renameSync(venv, LOCAL_AWS_VENV);
  } catch (cause) {
    if (!isLocalAwsInstalled()) throw cause;
  }
  return undefined;
}

const lastLine = (output: string): string => output.trimEnd().split('\n').at(-1) ?? '';

if (import.meta.main) {
  const problem = await setUpLocalAws();
  console.error(
    problem === undefined ? `Local AWS: ${LOCAL_AWS_PACKAGES.join(', ')}` : `No local AWS here: ${problem.reason}`,
  );
  process.exitCode = problem === undefined || process.argv.includes('--if-possible') ? 0 : 1;
}
