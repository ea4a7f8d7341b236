import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { listCases } from './case-list.ts';
import { SPARK_PYTHON, sparkUnavailable } from './spark.ts';

/** Records cases from Spark in place, or with --check compares them with what is recorded: `npm run record -- [--check] [CASE.json...]`. */
const unavailable = await sparkUnavailable();
if (unavailable === undefined) {
  const args = process.argv.slice(2);
  const named = args.some((argument) => !argument.startsWith('--'));
  if (!named && !args.includes('--check'))
    throw new Error('Name the case files to record; all of them only with --check.');
  const files = named ? [] : listCases().map(({ path }) => path);
  const script = join(import.meta.dirname, 'record.py');
  process.exitCode = spawnSync(SPARK_PYTHON, [script, ...args, ...files], { stdio: 'inherit' }).status ?? 1;
} else {
  console.error(unavailable.reason);
  process.exitCode = 1;
}
