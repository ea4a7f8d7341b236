import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
// By way of the module: a name that an old Node does not export would keep it from saying that it is old.
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { MillraceError } from '../../lib/errors/index.ts';

/** What Lambda's machines are. */
export type Cpu = 'arm64' | 'x64';

/**
 * Puts npm packages into `folder/node_modules` as they are for Lambda's Linux, whatever machine this is: esbuild cannot bundle native libraries. Each set is
 * installed once and kept in the user's cache.
 */
export function installPackages(names: readonly string[], cpu: Cpu, folder: string): void {
  const packages = names.map((name) => `${name}@${installedVersion(name)}`).sort();
  const cached = join(cacheFolder(), `${packages.join('+').replace(/[/@]+/g, '-')}-${cpu}`);
  if (!existsSync(cached)) install(packages, cpu, cached);
  cpSync(join(cached, 'node_modules'), join(folder, 'node_modules'), { recursive: true });
}

/** The version that this project runs on, so that the functions run on the same. */
function installedVersion(name: string): string {
  const file = nodeModule.findPackageJSON(name, import.meta.url);
  if (file === undefined) throw new Error(`The package ${name} is not installed.`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

function install(packages: readonly string[], cpu: Cpu, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  // Made aside and renamed when complete: two at once, or one that is killed, leave no half of it.
  const folder = mkdtempSync(`${target}.new-`);
  try {
    const flags = ['--no-save', '--omit=dev', '--no-audit', '--no-fund', '--os=linux', `--cpu=${cpu}`, '--libc=glibc'];
    const { status, stderr, error } = spawnSync('npm', ['install', '--prefix', folder, ...flags, ...packages], {
      encoding: 'utf8',
      cwd: folder,
      env: withoutNpmSettings(process.env),
      shell: process.platform === 'win32',
    });
    const why = status === 0 ? missingLibrary(folder, cpu) : (error?.message ?? stderr.trim());
    if (why !== undefined)
      throw new MillraceError('DEPLOYMENT_PACKAGES_MISSING', {
        ...{ packages: packages.join(', '), cpu, why },
        other: cpu === 'arm64' ? 'X86_64' : 'ARM_64',
      });
    renameSync(folder, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The native library is an optional dependency: npm says nothing where its registry has none of that version for the processor. */
function missingLibrary(folder: string, cpu: Cpu): string | undefined {
  const scope = join(folder, 'node_modules', '@duckdb');
  if (!existsSync(join(scope, 'node-bindings')) || existsSync(join(scope, `node-bindings-linux-${cpu}`)))
    return undefined;
  return `the registry has no @duckdb/node-bindings-linux-${cpu} of this version.`;
}

const cacheFolder = (): string =>
  process.env['MILLRACE_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'millrace');

/** An npm that runs this program sets variables for its own folder. */
const withoutNpmSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^npm_(config_(?!registry|cache|userconfig|cafile|proxy|https)|package|lifecycle|node|command|execpath)/i.test(
          name,
        ),
    ),
  );
