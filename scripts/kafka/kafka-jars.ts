import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../project.ts';
import type { Unavailable } from '../suites/suite.ts';

/** The version of the broker that tests run against. */
export const KAFKA_VERSION = '4.2.0';

/** Where the broker's jars lie; exists only once they are complete. */
export const KAFKA_LIB = join(ROOT, '.cache', 'kafka', KAFKA_VERSION);

const MIN_JAVA = 17;
const REPOSITORY = process.env['MAVEN_REPOSITORY'] ?? 'https://repo1.maven.org/maven2';
const AT_ONCE = 6;

/** Coordinates (group:artifact:version) and SHA-256 of every jar of the broker. */
const jars: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(import.meta.dirname, 'jars.json'), 'utf8'));

/** What keeps a broker from running here, after its jars have been fetched where that was all that was missing. */
export async function setUpKafka(): Promise<Unavailable | undefined> {
  const obstacle = javaObstacle();
  if (obstacle !== undefined) return { reason: obstacle, couldRun: false };
  if (existsSync(KAFKA_LIB)) return undefined;
  console.error(`Fetching Apache Kafka ${KAFKA_VERSION} into .cache/kafka, once, 43 MB …`);
  // Made aside and renamed when complete: two set-ups at once, or one that is killed, leave no half of it.
  const folder = `${KAFKA_LIB}-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  try {
    await fetchAll(folder);
    if (!existsSync(KAFKA_LIB)) renameSync(folder, KAFKA_LIB);
    return undefined;
  } catch (error) {
    const isOffline = error instanceof TypeError;
    const why = error instanceof Error ? `${error.message} ${error.cause ?? ''}`.trim() : String(error);
    return { reason: `Kafka's jars cannot be fetched from ${REPOSITORY}: ${why}`, couldRun: !isOffline };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function javaObstacle(): string | undefined {
  if (process.platform === 'win32') return 'The scripts that run a Kafka broker need a POSIX shell';
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = /version "(\d+)/.exec(stderr ?? '')?.[1];
  if (version === undefined) return `Kafka needs Java ${MIN_JAVA} or later, and there is no java on the PATH`;
  return Number(version) < MIN_JAVA ? `Kafka needs Java ${MIN_JAVA} or later, and java is ${version}` : undefined;
}

async function fetchAll(folder: string): Promise<void> {
  const waiting = Object.entries(jars);
  const worker = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await fetchJar(folder, ...next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function fetchJar(folder: string, coordinates: string, sha256: string): Promise<void> {
  const [group = '', artifact = '', version = ''] = coordinates.split(':');
  const file = `${artifact}-${version}.jar`;
  const response = await fetch(`${REPOSITORY}/${group.replaceAll('.', '/')}/${artifact}/${version}/${file}`);
  if (!response.ok) throw new Error(`${file}: ${response.status} ${response.statusText}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new Error(`${file} has the SHA-256 ${found}, not ${sha256}`);
  writeFileSync(join(folder, file), bytes);
}

if (import.meta.main) {
  const problem = await setUpKafka();
  console.error(problem === undefined ? `Apache Kafka ${KAFKA_VERSION}: ${KAFKA_LIB}` : `No Kafka: ${problem.reason}`);
  process.exitCode = problem === undefined || process.argv.includes('--if-possible') ? 0 : 1;
}
