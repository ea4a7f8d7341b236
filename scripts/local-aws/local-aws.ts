import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../project.ts';

/** What the local AWS is made of. botocore and boto3 must be the same version: MiniStack runs CDK's Python handlers with them, and a deploy hangs where they differ. */
export const LOCAL_AWS_PACKAGES = ['ministack==1.5.33', 'boto3==1.43.106', 'botocore==1.43.106'] as const;

/** Ignored folder for everything that is installed for the local AWS. */
export const LOCAL_AWS_FOLDER = join(ROOT, '.local-aws');

/** The virtual environment; exists only once it is complete, and its name says what is in it. */
export const LOCAL_AWS_VENV = join(LOCAL_AWS_FOLDER, LOCAL_AWS_PACKAGES.join('_').replaceAll('==', '-'));

/** Where the interpreter of a virtual environment lies. */
export const pythonOf = (venv: string): string =>
  join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Whether nothing is left to install. */
export const isLocalAwsInstalled = (): boolean => existsSync(pythonOf(LOCAL_AWS_VENV));

/** What keeps this machine from running the local AWS at all, or undefined. */
export function localAwsObstacle(): string | undefined {
  const probe = 'import sys; sys.version_info >= (3, 10) or sys.exit("is " + sys.version.split()[0]); import ensurepip';
  const python = spawnSync('python3', ['-c', probe], { encoding: 'utf8' });
  if (python.status === 0) return undefined;
  const wanted = 'The local AWS (MiniStack) needs python3, 3.10 or later, with venv and pip';
  if (python.error !== undefined) return `${wanted}, and there is no python3 on the PATH`;
  const [last = ''] = python.stderr.trimEnd().split('\n').slice(-1);
  const found = last.startsWith('is ') ? `python3 on the PATH ${last}` : `python3 says: ${last}`;
  return `${wanted}, and ${found}`;
}
