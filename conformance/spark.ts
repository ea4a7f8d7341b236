import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version that every case is recorded with. */
export const PYSPARK_VERSION = '4.3.0';
const MIN_JAVA = 17;

/** The virtual environment that `npm run spark:setup` makes. */
export const SPARK_VENV = join(dirname(import.meta.dirname), '.spark', 'venv');

/** The interpreter that has PySpark, whether it is there yet or not. */
export const SPARK_PYTHON = join(SPARK_VENV, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');

/** Exists once the environment is complete. */
export const SPARK_INSTALLED = join(SPARK_VENV, `pyspark-${PYSPARK_VERSION}.installed`);

/** What keeps this machine from running PySpark at all, or undefined. */
export function sparkObstacle(): string | undefined {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = /version "(\d+)/.exec(java.stderr ?? '')?.[1];
  if (version === undefined) return `Spark needs Java ${MIN_JAVA} or later, and there is no java on the PATH`;
  if (Number(version) < MIN_JAVA) return `Spark needs Java ${MIN_JAVA} or later, and java on the PATH is ${version}`;
  const python = spawnSync('python3', ['-c', 'import ensurepip, sys; sys.exit(sys.version_info < (3, 10))']);
  return python.status === 0 ? undefined : 'Spark needs python3, 3.10 or later, with venv';
}

/** Why nothing can be run on PySpark now, in the form that `npm test` wants it. */
export async function sparkUnavailable(): Promise<{ readonly reason: string; readonly couldRun: boolean } | undefined> {
  const obstacle = sparkObstacle();
  if (obstacle !== undefined) return { reason: obstacle, couldRun: false };
  if (existsSync(SPARK_INSTALLED)) return undefined;
  return {
    reason: `PySpark ${PYSPARK_VERSION} is not installed: npm run spark:setup (500 MB)`,
    couldRun: !existsSync(SPARK_UNREACHABLE),
  };
}

/** Left by a set-up that failed, so that `.ci/run` can tell a machine without the network from one where the step was left out. */
export const SPARK_UNREACHABLE = join(dirname(SPARK_VENV), 'unreachable');
