import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { checkpointTable } from '../testing/aws/checkpoint-table.ts';
import { memoryAws } from '../testing/aws/memory-aws.ts';
import { SystemClock } from '../util/clock.ts';
import type { CliContext } from './cli-context.ts';
import { runCli } from './run-cli.ts';

/** What a command did. */
export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process. */
export async function millrace(args: readonly string[], context: Partial<CliContext> = {}): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  const exitCode = await runCli(args, {
    ...{ isTerminal: false, isDebug: false, columns: 80, clock: new SystemClock(), aws: memoryAws().services },
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    stepFunctions: () => Promise.reject(new Error('no Step Functions here')),
    signal: new AbortController().signal,
    ...context,
  });
  return { exitCode, out: out.join(''), err: err.join('') };
}

const MAIN = join(import.meta.dirname, 'main.ts');
/** The library, as modules outside of it can import it. */
export const LIBRARY = pathToFileURL(join(import.meta.dirname, '..', 'index.ts')).href;

/** Starts the command in a process of its own. */
export function spawnMillrace(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const flags = ['--conditions=millrace-source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, MAIN, ...args], {
    env: { ...process.env, ...env },
    timeout: 180_000,
  });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (texts.out += chunk));
  child.stderr.on('data', (chunk) => (texts.err += chunk));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ exitCode: code ?? 128, ...texts, ...(signal && { err: signal }) })),
  );
  return { child, texts, ended };
}

/** A place with clicks and a query over them. */
export interface Clicks {
  readonly folder: string;
  /** File of the query `clicks`: counts by user and hour into Parquet, availableNow, two files a batch. */
  readonly file: string;
  readonly aws: CliContext['aws'];
  /** The query's checkpoint. */
  readonly location: string;
  /** Where it lies among others. */
  readonly root: string;
}

/** Writes four files of clicks and the module of a query over them; the checkpoint is in a folder, or in a table in memory. */
export async function clicks(t: TestContext, kind: 'folder' | 'table' = 'folder'): Promise<Clicks> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-cli-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'in'));
  for (let i = 0; i < 4; i++) {
    const lines = ['ann', 'bob'].map((user) => JSON.stringify({ user, t: `2024-01-01T0${i}:10:00Z` }));
    await writeFile(join(folder, 'in', `${i}.json`), `${lines.join('\n')}\n`);
  }
  const file = join(folder, 'query.ts');
  await writeFile(file, querySource(folder));
  const aws = memoryAws({ dynamoDb: { tables: [checkpointTable('checkpoints')] } }).services;
  const root = kind === 'folder' ? join(folder, 'checkpoints') : 'dynamodb://checkpoints';
  return { folder, file, aws, root, location: `${root}/clicks` };
}

const querySource = (folder: string): string => `
import { count, defineQuery, type StreamSession, window } from ${JSON.stringify(LIBRARY)};
export default defineQuery('clicks', (session: StreamSession) =>
  session.readStream.schema('user STRING, t TIMESTAMP').option('maxFilesPerTrigger', 2).json(${JSON.stringify(`${folder}/in`)})
    .withWatermark('t', '1 hour')
    .groupBy(window('t', '1 hour'), 'user').agg(count('*').as('n'))
    .writeStream.format('parquet').option('path', ${JSON.stringify(`${folder}/out`)}).option('checkpointLocation', ${JSON.stringify(`${folder}/own`)})
    .trigger({ availableNow: true }));
`;
