import { spawn } from 'node:child_process';
import { arch } from 'node:process';
import { packageBin, ROOT } from '../scripts/project.ts';
import { localEnvironment } from './endpoint.ts';

interface CdkOptions {
  readonly endpoint: string;
  /** What the app is started by. @default - that of cdk.json */
  readonly app?: string;
  /** Folder for the synthesized app. @default - that of cdk.json */
  readonly output?: string;
  /** Further variables for the app. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hears every line. @default - what it prints is printed */
  readonly print?: (text: string) => void;
}

/** Context of deployments to a local AWS: nothing is kept, and functions run on this machine's processor. */
const CONTEXT = ['-c', 'millrace:removalPolicy=destroy', '-c', `millrace:architecture=${arch}`];

/** Runs the CDK's command line against a local AWS; what it printed, or an Error with its end. */
export function runCdk(args: readonly string[], options: CdkOptions): Promise<string> {
  const { endpoint, app, output, env = {}, print = (text) => void process.stdout.write(text) } = options;
  const own = [
    ...CONTEXT,
    ...(app === undefined ? [] : ['--app', app]),
    ...(output === undefined ? [] : ['--output', output]),
  ];
  const child = spawn(process.execPath, [packageBin('aws-cdk/bin/cdk'), ...args, ...own], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...localEnvironment(endpoint),
      CI: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      NO_COLOR: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let printed = '';
    const hear = (chunk: Buffer) => {
      printed += chunk.toString();
      print(chunk.toString());
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(printed)
        : reject(new Error(`cdk ${args.join(' ')} ended with ${code}:\n${printed.slice(-4000)}`)),
    );
  });
}

/** Deploys every stack of an app, and first what the CDK itself needs; their outputs are in `outputsFile`. */
export async function deployLocally(options: CdkOptions & { readonly outputsFile: string }): Promise<void> {
  await runCdk(['bootstrap', '--quiet'], { ...options, print: options.print ?? (() => undefined) });
  await runCdk(
    ['deploy', '--all', '--require-approval', 'never', '--progress', 'events', '--outputs-file', options.outputsFile],
    options,
  );
}
