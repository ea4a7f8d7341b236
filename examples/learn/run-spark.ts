import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SPARK_PYTHON } from '../../conformance/spark.ts';

/** What the PySpark twin of an exercise prints. */
export async function runSpark(name: string): Promise<string> {
  const child = spawn(SPARK_PYTHON, [join(import.meta.dirname, name, 'spark.py')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(`${name}/spark.py failed:\n${errors}`);
  return output;
}
