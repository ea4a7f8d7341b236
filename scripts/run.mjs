#!/usr/bin/env node
// Starts a TypeScript file of this project on Node 24, after installing the dependencies if they are missing or out of date:
//     node scripts/run.mjs FILE.ts [ARGUMENT...]
// It runs on the Node 20 or later that happens to be on the machine, so it is plain JavaScript and imports nothing but Node's own modules.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_PACKAGE = join(ROOT, 'node_modules', 'node');
const MIN_MAJOR = 24;

/** Whether what npm installed is what the lock file asks for; packages for other platforms may be absent. */
export function isInstalled(root = ROOT) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(installedFile);
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? optional === true : found.version === version;
  });
}

function readPackages(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/** The npm that started this script, run by its own Node (ours is about to be replaced); else the one on the PATH. */
function npm(args, cwd) {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  const options = { cwd, stdio: ['ignore', 2, 2], env: withoutNpmSettings(process.env) };
  const result = script?.endsWith('.js')
    ? spawnSync(node ?? process.execPath, [script, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  return result.status === 0;
}

// What npm sets for its scripts (prefix, lifecycle) would make a nested npm act on the wrong folder; the user's settings come from .npmrc again.
function withoutNpmSettings(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(config_local_prefix|lifecycle|package)/.test(name)),
  );
}

function install() {
  console.error('Installing dependencies (npm install) …');
  // Not `npm ci`: it refuses a lock file without the packages of platforms that the registry at hand does not carry.
  if (!npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], ROOT)) {
    fail('npm install failed, see above. Check the network and the registry, then run the command again.');
  }
}

/** Node 24: the one from the `node` package, else the one that runs this script if it is new enough. */
function findNode() {
  const { bin } = JSON.parse(readFileSync(join(NODE_PACKAGE, 'package.json'), 'utf8'));
  const executable = join(NODE_PACKAGE, bin.node);
  if (!works(executable)) {
    // npm skips install scripts that its settings do not allow; this one fetches the executable.
    console.error('Fetching Node 24 (the install script of the npm package "node") …');
    spawnSync(process.execPath, ['installArchSpecificPackage'], {
      cwd: NODE_PACKAGE,
      stdio: ['ignore', 2, 2],
      env: withoutNpmSettings(process.env),
    });
  }
  if (works(executable)) return executable;
  if (Number(process.versions.node.split('.')[0]) >= MIN_MAJOR) return process.execPath;
  return fail(
    `Millrace needs Node ${MIN_MAJOR} or later. This is ${process.version}, and the npm package "node" brought none for ` +
      `${process.platform}-${process.arch}. Install Node ${MIN_MAJOR} from https://nodejs.org and run the command again.`,
  );
}

function works(executable) {
  return existsSync(executable) && spawnSync(executable, ['--version']).status === 0;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function start(node, args) {
  const child = spawn(node, ['--conditions=millrace-source', '--disable-warning=ExperimentalWarning', ...args], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`Cannot start ${node}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, ...args] = process.argv.slice(2);
  if (file === undefined) fail('Usage: node scripts/run.mjs FILE.ts [ARGUMENT...]');
  if (!isInstalled()) install();
  start(findNode(), [resolve(ROOT, file), ...args]);
}
