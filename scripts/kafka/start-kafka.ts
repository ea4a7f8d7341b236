import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../local-aws/free-port.ts';
import { stopProcessGroup } from '../local-aws/stop-process-group.ts';
import { KAFKA_LIB } from './kafka-jars.ts';
import { type KafkaSecurity, type SecuritySetUp, securityProperties } from './kafka-security.ts';

/** A broker that runs. */
export interface KafkaBroker {
  /** `host:port` without security. */
  readonly servers: string;
  /** Addresses and files for clients that sign in or encrypt, where the broker was started with `secure`. */
  readonly security: KafkaSecurity | undefined;
  /** Ends the broker and keeps its data. */
  down(): Promise<void>;
  /** Starts it again, on the same ports and data. */
  up(): Promise<void>;
  /** Ends the broker and removes its data. */
  stop(): Promise<void>;
}

export interface KafkaOptions {
  /** Whether SASL and TLS are set up as well. @default false */
  readonly secure?: boolean;
  /** Further lines of server.properties. */
  readonly properties?: Readonly<Record<string, string>>;
}

const READY_WITHIN_MS = 180_000;
const ATTEMPTS = 3;
const CLUSTER_ID = 'bWlsbHJhY2Uta2Fma2EtMA';
const JVM = [
  '-Xmx384m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];
// Ends the broker and removes its data once the other end of standard input is gone, however that process ended.
const LIFELINE = `folder=$1; shift; rm -f "$folder/orphaned"; exec 3<&0; "$@" 3<&- </dev/null & p=$!
  (cat <&3 >/dev/null; touch "$folder/orphaned"; kill -9 $p) 2>/dev/null &
  trap "kill $p" TERM; wait $p; wait $p; [ -e "$folder/orphaned" ] && rm -rf "$folder"`;

/** Starts an Apache Kafka broker (KRaft, one process) on free ports and waits until it takes requests; see `setUpKafka`. */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaBroker> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(options);
    } catch (error) {
      // A free port can be taken before the broker has it.
      if (attempt === ATTEMPTS || !/already in use|Failed to bind/i.test(String(error))) throw error;
    }
  }
}

async function start(options: KafkaOptions): Promise<KafkaBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-kafka-'));
  try {
    const port = await freePort();
    const security = options.secure === true ? await securityProperties(folder) : undefined;
    const config = writeConfig(folder, port, await freePort(), {
      ...security,
      properties: { ...security?.properties, ...options.properties },
    });
    format(config, security?.scramUsers ?? []);
    let running = await launch(folder, config, port);
    return {
      servers: `127.0.0.1:${port}`,
      security: security?.clients,
      down: () => running.end(60_000),
      async up() {
        running = await launch(folder, config, port);
      },
      async stop() {
        await running.end(0);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Writes server.properties and tells where. */
function writeConfig(
  folder: string,
  port: number,
  controllerPort: number,
  { listeners = [], properties }: Partial<SecuritySetUp>,
): string {
  const own = [`PLAINTEXT://127.0.0.1:${port}`, `CONTROLLER://127.0.0.1:${controllerPort}`];
  const all = {
    ...baseProperties(folder, controllerPort),
    ...properties,
    listeners: [...own, ...listeners].join(','),
  };
  const config = join(folder, 'server.properties');
  const lines = Object.entries(all).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(config, lines.join(''));
  return config;
}

const baseProperties = (folder: string, controllerPort: number): Record<string, string> => ({
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'PLAINTEXT',
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'log.dirs': join(folder, 'data'),
  'num.partitions': '1',
  'offsets.topic.num.partitions': '1',
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'log.segment.delete.delay.ms': '100',
  'file.delete.delay.ms': '100',
});

function format(config: string, scramUsers: readonly string[]): void {
  const users = scramUsers.flatMap((user) => ['--add-scram', user]);
  const args = [...JVM, '-cp', join(KAFKA_LIB, '*'), 'kafka.tools.StorageTool', 'format'];
  const { status, stderr, stdout } = spawnSync('java', [...args, '-t', CLUSTER_ID, '-c', config, ...users], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Kafka's storage cannot be formatted:\n${stdout}${stderr}`);
}

async function launch(folder: string, config: string, port: number): Promise<{ end(graceMs: number): Promise<void> }> {
  const logFile = join(folder, 'broker.log');
  mkdirSync(folder, { recursive: true });
  const log = openSync(logFile, 'a');
  const command = ['java', ...JVM, `-Djava.io.tmpdir=${folder}`, '-cp', join(KAFKA_LIB, '*'), 'kafka.Kafka', config];
  const child = spawn('sh', ['-c', LIFELINE, 'sh', folder, ...command], { detached: true, stdio: ['pipe', log, log] });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error('Cannot start a shell for Kafka');
  const end = async (graceMs: number) => {
    await stopProcessGroup(pid, graceMs);
    child.stdin?.destroy();
  };
  try {
    await becomeReady(child, port);
    return { end };
  } catch (error) {
    await end(0);
    const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
    throw new Error(`${(error as Error).message}. The end of its log:\n${tail}`);
  }
}

/** A broker listens before it knows its partitions, so that a moment more is needed until it answers for all of them; clients wait for that themselves. */
async function becomeReady(child: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('Kafka ended before it was ready');
    if (await listens(port)) return;
    await sleep(50);
  }
  throw new Error(`Kafka did not listen on port ${port} within ${READY_WITHIN_MS / 1000} s`);
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
