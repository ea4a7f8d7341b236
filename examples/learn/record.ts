import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exercises } from './recorded.ts';
import { runSpark } from './run-spark.ts';

// npm run learn:record [-- NUMBER...]: runs the PySpark twin of each exercise and keeps what it prints beside it.
const wanted = process.argv.slice(2);
for (const name of exercises) {
  if (wanted.length > 0 && !wanted.some((number) => name.startsWith(`${number}-`))) continue;
  const output = await runSpark(name);
  await writeFile(join(import.meta.dirname, name, 'spark-output.txt'), output);
  console.log(`recorded ${name}: ${output.split('\n').length - 1} lines`);
}
