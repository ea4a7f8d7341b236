import { MillraceError } from './millrace-error.ts';

const OLDEST = 24;

/** Refuses a Node that is too old, before something fails that says less. The entry points import this module before all else. */
export function checkNode(version: string, path: string): void {
  if (Number.parseInt(version, 10) < OLDEST) throw new MillraceError('NODE_TOO_OLD', { oldest: OLDEST, version, path });
}

checkNode(process.versions.node, process.execPath);
