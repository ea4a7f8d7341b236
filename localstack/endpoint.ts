import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOCAL_AWS_FOLDER } from '../scripts/local-aws/local-aws.ts';

/** The local AWS that `npm run local:up` has started. */
interface RunningAws {
  readonly endpoint: string;
  readonly pid: number;
}

const FILE = join(LOCAL_AWS_FOLDER, 'running.json');

/** What was started and still runs; undefined where nothing does. */
export function runningAws(): RunningAws | undefined {
  if (!existsSync(FILE)) return undefined;
  const running = JSON.parse(readFileSync(FILE, 'utf8')) as RunningAws;
  return isAlive(running.pid) ? running : undefined;
}

/** Remembers what was started, for the commands that come after. */
export function rememberAws(running: RunningAws): void {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, JSON.stringify(running));
}

/** Forgets it again. */
export const forgetAws = (): void => rmSync(FILE, { force: true });

/** Where the commands work: the endpoint of the environment, or what was started here. */
export function localEndpoint(): string {
  const endpoint = process.env['AWS_ENDPOINT_URL'] ?? runningAws()?.endpoint;
  if (endpoint !== undefined) return endpoint;
  throw new Error('No local AWS runs. Start one with npm run local:up, or name one in AWS_ENDPOINT_URL.');
}

/** Variables by which every AWS client and the CDK reach it. What the environment says of a region and credentials stays. */
export const localEnvironment = (endpoint: string): Readonly<Record<string, string>> => {
  const { AWS_ACCESS_KEY_ID = 'test', AWS_SECRET_ACCESS_KEY = 'test', AWS_REGION = 'us-east-1' } = process.env;
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    AWS_REGION,
    AWS_DEFAULT_REGION: AWS_REGION,
  };
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
