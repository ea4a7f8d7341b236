import { join } from 'node:path';
import { exercises } from './recorded.ts';

const USAGE = `npm run learn -- NUMBER [OPTION...]     an exercise; --help after the number tells its options

${exercises.map((name) => `  ${name.replace('-', '  ').replaceAll('-', ' ').replace('  ', '   ')}`).join('\n')}`;

const [number, ...args] = process.argv.slice(2);
const exercise = exercises.find((name) => name.startsWith(`${number}-`));
if (exercise === undefined) {
  console.log(USAGE);
  process.exitCode = number === undefined || number === '--help' ? 0 : 1;
} else {
  const program = join(import.meta.dirname, exercise, 'main.ts');
  process.argv = [process.execPath, program, ...args];
  await import(program);
}
