import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageBin, ROOT, runCommand } from './project.ts';

/** Compiles lib/, cdk/ and functions/ to dist/: ES modules with their declarations, no tests. */
rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
const { ok, output } = await runCommand(process.execPath, [
  packageBin('typescript/bin/tsc'),
  '-p',
  'tsconfig.build.json',
]);
if (output !== '') console.error(output.trimEnd());
process.exitCode = ok ? 0 : 1;
