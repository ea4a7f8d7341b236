import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '../../lib/errors/index.ts';

/** Lambda's limit for a function with its layers, unzipped. */
const MAX_UNZIPPED_BYTES = 250 * 2 ** 20;

/** Refuses a folder that Lambda would refuse when it is deployed. */
export function checkAssetSize(folder: string, query: string, entry: string, limit = MAX_UNZIPPED_BYTES): void {
  const parts = readdirSync(folder)
    .map((name) => ({ name, bytes: bytesOf(join(folder, name)) }))
    .sort((a, b) => b.bytes - a.bytes);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= limit) return;
  throw new MillraceError('UNSUPPORTED_DEPLOYMENT.ASSET_TOO_LARGE', {
    query,
    entry,
    size: megabytes(total),
    limit: megabytes(limit),
    largest: parts
      .slice(0, 3)
      .map(({ name, bytes }) => `${name} ${megabytes(bytes)} MB`)
      .join(', '),
  });
}

function bytesOf(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
