import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exercises } from './recorded.ts';
import { runSpark } from './run-spark.ts';

// npm run learn:record [-- NUMBER... | sinks]: runs the PySpark twins of the exercises and of the sinks, and keeps what they print beside them.
const wanted = process.argv.slice(2);
for (const name of [...exercises, '../sinks']) {
  if (wanted.length > 0 && !wanted.some((part) => name.startsWith(`${part}-`) || name.endsWith(`/${part}`))) continue;
  const output = await runSpark(name);
  await writeFile(join(import.meta.dirname, name, 'spark-output.txt'), output);
  console.log(`recorded ${name}: ${output.split('\n').length - 1} lines`);
}
