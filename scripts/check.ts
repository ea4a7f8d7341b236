import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandResult, packageBin, ROOT, runCommand, runNode } from './project.ts';
import { compileProject } from './suites/type-tests.ts';

/** What `npm run check` runs, side by side. */
const checks: Readonly<Record<string, () => Promise<CommandResult>>> = {
  biome: () => runCommand(process.execPath, [packageBin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings']),
  types: compileProject,
  layers: () => runNode('scripts/check-layers.ts'),
  conditions: () => runNode('scripts/check-conditions.ts'),
  snippets: () => runNode('scripts/check-snippets.ts'),
  cli: () => runNode('scripts/cli-doc.ts', ['--check']),
  'from-spark': () => runNode('scripts/from-spark-doc.ts'),
  ...(existsSync(join(ROOT, 'scripts/functions-doc.ts'))
    ? { functions: () => runNode('scripts/functions-doc.ts', ['--check']) }
    : {}),
};

async function runCheck(name: string, check: () => Promise<CommandResult>): Promise<boolean> {
  const startMs = performance.now();
  const { ok, output } = await check();
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(12)}${seconds} s`);
  if (!ok) console.log(output.trimEnd().replace(/^/gm, '    '));
  return ok;
}

const results = await Promise.all(Object.entries(checks).map(([name, check]) => runCheck(name, check)));
process.exitCode = results.every(Boolean) ? 0 : 1;
