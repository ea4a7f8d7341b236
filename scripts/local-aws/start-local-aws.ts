import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../project.ts';
import { freePort } from './free-port.ts';
import { LOCAL_AWS_FOLDER, LOCAL_AWS_VENV, pythonOf } from './local-aws.ts';
import { ownsPort } from './owns-port.ts';
import { signalGroup, stopProcessGroup } from './stop-process-group.ts';

/** A local AWS that runs. */
export interface LocalAws {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  /** What a program needs in its environment so that every AWS client reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** What the server printed so far; goes when it is stopped. */
  readonly logFile: string;
  /** Ends the server and every function it still runs. */
  stop(): Promise<void>;
}

interface LocalAwsOptions {
  /** @default - a free one */
  readonly port?: number;
  /**
   * Whether the server goes on when this process ends; end it with `stopProcessGroup(pid)`.
   * @default false
   */
  readonly keepRunning?: boolean;
  /** Further variables for the server; functions that it runs see them too. */
  readonly env?: Readonly<Record<string, string>>;
}

const REGION = 'us-east-1';
const READY_WITHIN_MS = 180_000;
const ATTEMPTS = 3;

// Ends the whole group once the other end of standard input is gone, however that process ended.
const LIFELINE = `
import os, signal, sys, threading
def wait():
    while os.read(0, 4096): pass
    os.killpg(os.getpgrp(), signal.SIGKILL)
threading.Thread(target=wait, daemon=True).start()
`;
const SERVER = 'from ministack.app import main\nimport sys\nsys.argv = ["ministack"]\nmain()\n';

/** Starts MiniStack and waits until it answers; it must be installed (`setUpLocalAws`). Throws with the end of its log where it does not come up. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(options.port ?? (await freePort()), options);
    } catch (error) {
      // A free port can be taken before the server has it.
      if (options.port !== undefined || attempt === ATTEMPTS) throw error;
    }
  }
}

async function start(port: number, { keepRunning = false, env = {} }: LocalAwsOptions): Promise<LocalAws> {
  const logFile = join(LOCAL_AWS_FOLDER, 'logs', `${port}.log`);
  mkdirSync(dirname(logFile), { recursive: true });
  const child = spawnServer(port, logFile, keepRunning, env);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`Cannot start ${pythonOf(LOCAL_AWS_VENV)}: run npm run local-aws:setup`);
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await stopProcessGroup(pid);
    child.stdin?.destroy();
    rmSync(logFile, { force: true });
  };
  try {
    await becomeReady(child, pid, port);
  } catch (error) {
    const log = endOf(logFile);
    await stop();
    throw new Error(`${(error as Error).message}. The end of its log:\n${log}`);
  }
  if (keepRunning) child.unref();
  return { endpoint, port, pid, logFile, env: clientEnvironment(endpoint), stop };
}

function spawnServer(
  port: number,
  logFile: string,
  keepRunning: boolean,
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const log = openSync(logFile, 'w');
  const script = keepRunning ? SERVER : LIFELINE + SERVER;
  const child = spawn(pythonOf(LOCAL_AWS_VENV), ['-c', script], {
    cwd: LOCAL_AWS_FOLDER,
    detached: true,
    stdio: [keepRunning ? 'ignore' : 'pipe', log, log],
    env: { ...serverEnvironment(port), ...env },
  });
  closeSync(log);
  const endGroup = () => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL');
  if (!keepRunning) process.once('exit', endGroup);
  child.once('exit', () => process.off('exit', endGroup));
  child.on('error', () => undefined);
  return child;
}

/** The caller's AWS settings stay out; functions run on this Node and find the SDK in the project's packages. */
function serverEnvironment(port: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|NODE_|npm_|PYTHON|LAMBDA_|GATEWAY)/.test(name));
  return {
    ...Object.fromEntries(kept),
    ...credentials(),
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    NODE_PATH: join(ROOT, 'node_modules'),
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    SFTP_ENABLED: '0',
    IOT_MTLS_ENABLED: '0',
    PYTHONUNBUFFERED: '1',
  };
}

const clientEnvironment = (endpoint: string): Record<string, string> => ({
  ...credentials(),
  AWS_ENDPOINT_URL: endpoint,
  MILLRACE_LOCAL_AWS: endpoint,
});

const credentials = (): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
});

async function becomeReady(child: ChildProcess, pid: number, port: number): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`MiniStack ended with ${child.exitCode ?? child.signalCode} before it was ready`);
    }
    if (await isHealthy(port)) {
      if (ownsPort(pid, port) !== false) return;
      throw new Error(`Another program answers on port ${port}`);
    }
    await sleep(50);
  }
  throw new Error(`MiniStack did not answer on port ${port} within ${READY_WITHIN_MS / 1000} s`);
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

const endOf = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
