import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { MillraceError } from '../../lib/errors/index.ts';
import type { ManifestOptions } from '../../lib/lambda/create-manifest.ts';
import { needsModule, readManifest } from '../../lib/lambda/read-manifest.ts';
import { type DeployedQuery, deployedQuery } from './deployed-query.ts';
import type { Description } from './describe-query.ts';

interface ReadQueryOptions extends ManifestOptions {
  readonly entry: string;
  /** What the entry finds in `process.env`, besides what is there anyway. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Reads the manifest that the entry is, or runs the entry file in a process of its own and takes its query: the plan is built once, here. */
export const readQuery = (options: ReadQueryOptions): DeployedQuery =>
  extname(options.entry) === '.json' ? readManifestFile(options.entry) : runEntry(options);

function readManifestFile(entry: string): DeployedQuery {
  const manifest = readManifest(readFileSync(entry, 'utf8'), entry);
  if (needsModule(manifest)) throw unreadable(entry, 'it calls functions of a module. Give the module as the entry.');
  return deployedQuery(manifest);
}

function runEntry({ entry, environment, ...options }: ReadQueryOptions): DeployedQuery {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-synth-'));
  const output = join(folder, 'query.json');
  try {
    const { status, stderr, error } = spawnSync(
      process.execPath,
      [...ownFlags(), DESCRIBE_QUERY, entry, output, JSON.stringify(options)],
      { env: { ...process.env, ...environment }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    if (status !== 0) throw unreadable(entry, error?.message ?? stderr.trim());
    const description = JSON.parse(readFileSync(output, 'utf8')) as Description;
    if ('manifest' in description) return deployedQuery(description.manifest);
    throw unreadable(entry, description.message);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const DESCRIBE_QUERY = join(import.meta.dirname, `describe-query${extname(import.meta.filename)}`);

/** The app's own: conditions and loaders, which an entry may need. Those of the test runner belong to the app alone. */
const ownFlags = (): readonly string[] =>
  process.execArgv.filter((flag) => !/^(--(test|watch|eval|print)|-[ep]$)/.test(flag));

const unreadable = (entry: string, why: string): MillraceError =>
  new MillraceError('QUERY_MODULE_UNREADABLE', { entry, why });
