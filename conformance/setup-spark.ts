import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  PYSPARK_VERSION,
  SPARK_INSTALLED,
  SPARK_PYTHON,
  SPARK_UNREACHABLE,
  SPARK_VENV,
  sparkObstacle,
} from './spark.ts';

/** Installs PySpark into .spark/venv if it is not there, and returns what went wrong, if anything. */
export function setUpSpark(): string | undefined {
  if (existsSync(SPARK_INSTALLED)) return undefined;
  const problem = sparkObstacle() ?? install();
  if (problem === undefined) writeFileSync(SPARK_INSTALLED, '');
  return problem;
}

function install(): string | undefined {
  rmSync(SPARK_VENV, { recursive: true, force: true });
  rmSync(SPARK_UNREACHABLE, { force: true });
  mkdirSync(dirname(SPARK_VENV), { recursive: true });
  console.error(`Installing PySpark ${PYSPARK_VERSION} into .spark/venv (about 500 MB) …`);
  if (!run('python3', '-m', 'venv', SPARK_VENV)) return 'python3 -m venv failed, see above';
  const requirement = `pyspark==${PYSPARK_VERSION}`;
  if (run(SPARK_PYTHON, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement))
    return undefined;
  writeFileSync(SPARK_UNREACHABLE, '');
  return `pip could not install ${requirement}, see above`;
}

const run = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: ['ignore', 2, 2] }).status === 0;

if (import.meta.main) {
  const problem = setUpSpark();
  console.error(problem === undefined ? `PySpark ${PYSPARK_VERSION}: ${SPARK_PYTHON}` : `No Spark here: ${problem}`);
  process.exitCode = problem === undefined || process.argv.includes('--if-possible') ? 0 : 1;
}
