import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Admin } from '@platformatic/kafka';
import { StreamSession, type Timestamp } from 'millrace';
import { signalGroup } from '../scripts/local-aws/stop-process-group.ts';
import { ROOT } from '../scripts/project.ts';
import { sparkKafkaJars } from './spark-kafka-jars.ts';

const RECORDS_PER_SECOND = 1000;
const WARM_UP = 5000;
const MEASURED = 10_000;
const PYTHON = join(ROOT, '.spark', 'venv', 'bin', 'python');
const NODE = [process.execPath, ...process.execArgv];
const READY_WITHIN_MS = 120_000;
const SILENT_MS = 20_000;

/** What came of a topic's records in its copy. */
export interface Copied {
  /** Of records after the warm-up: milliseconds between their coming into the one and the other topic, by the broker's clock. */
  readonly latencies: readonly number[];
  readonly lost: number;
  readonly repeated: number;
}

/** The command that copies a topic until it is killed: ours, or Spark's; undefined where PySpark is not set up. */
export async function copier(engine: 'millrace' | 'spark'): Promise<readonly string[] | undefined> {
  if (engine === 'millrace') return [...NODE, join(import.meta.dirname, 'continuous-copy.ts')];
  if (!existsSync(PYTHON)) return undefined;
  return [PYTHON, join(import.meta.dirname, 'spark_continuous.py')];
}

/** Copies a topic while records come at a steady rate. With `kill` the copier is killed in the middle and started again. The broker's topics must have LogAppendTime. */
export async function measureCopy(
  servers: string,
  engine: 'millrace' | 'spark',
  { kill = false }: { readonly kill?: boolean } = {},
): Promise<Copied | undefined> {
  const command = await copier(engine);
  if (command === undefined) return undefined;
  const [topic, target] = await createTopics(servers, `${engine}${kill ? '-killed' : ''}`);
  const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const jars = engine === 'spark' ? [(await sparkKafkaJars()).join(',')] : [];
  const launch = () => start([...command, servers, topic, target, checkpoint, ...jars]);
  let copy = await launch();
  try {
    const total = WARM_UP + MEASURED;
    const feeder = join(import.meta.dirname, 'feed-kafka.ts');
    const feeding = spawn(
      NODE[0] as string,
      [...NODE.slice(1), feeder, servers, topic, `${RECORDS_PER_SECOND}`, `${total}`],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    const fed = once(feeding, 'exit');
    if (kill) {
      await sleep(((total / RECORDS_PER_SECOND) * 1000) / 2);
      await end(copy);
      copy = await launch();
    }
    await fed;
    return await settled(() => compare(servers, topic, target));
  } finally {
    await end(copy);
    rmSync(checkpoint, { recursive: true, force: true });
  }
}

/** What is found once all records are there, or none has come for a while. */
async function settled(look: () => Promise<Copied>): Promise<Copied> {
  let [found, sinceMs] = [await look(), performance.now()];
  while (found.lost > 0 && performance.now() - sinceMs < SILENT_MS) {
    await sleep(500);
    const next = await look();
    if (next.lost < found.lost) sinceMs = performance.now();
    found = next;
  }
  return found;
}

async function createTopics(servers: string, name: string): Promise<readonly [string, string]> {
  const topics = [`${name}-in`, `${name}-out`] as const;
  const admin = new Admin({ clientId: 'bench', bootstrapBrokers: [servers], retries: 10, retryDelay: 100 });
  await admin.createTopics({ topics: [...topics], partitions: 1, replicas: 1 });
  await admin.close();
  return topics;
}

async function start([program = '', ...args]: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const exited = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${program} ended with ${code}`)));
  exited.catch(() => undefined);
  const late = sleep(READY_WITHIN_MS, undefined, { ref: false }).then(() =>
    Promise.reject(new Error('not ready in time')),
  );
  late.catch(() => undefined);
  await Promise.race([once(child.stdout as NonNullable<typeof child.stdout>, 'data'), exited, late]);
  child.stdout?.resume();
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  // The whole group: PySpark's JVM is a process of its own.
  if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  await exited;
}

async function compare(servers: string, topic: string, target: string): Promise<Copied> {
  await using session = await StreamSession.create();
  const read = async (name: string) => {
    const rows = await session.read
      .format('kafka')
      .options({ 'kafka.bootstrap.servers': servers, subscribe: name })
      .load()
      .selectExpr('CAST(CAST(value AS STRING) AS INT) AS n', 'timestamp AS t')
      .collect();
    return rows.map((row) => row as unknown as { readonly n: number; readonly t: Timestamp });
  };
  const sentMs = new Map((await read(topic)).map(({ n, t }) => [n, t.getTime()]));
  const firstMs = new Map<number, number>();
  const copies = await read(target);
  for (const { n, t } of copies) if (!firstMs.has(n)) firstMs.set(n, t.getTime());
  const latencies = [...firstMs].filter(([n]) => n >= WARM_UP).map(([n, ms]) => ms - (sentMs.get(n) ?? Number.NaN));
  return { latencies, lost: sentMs.size - firstMs.size, repeated: copies.length - firstMs.size };
}
