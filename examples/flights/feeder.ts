import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FeederOptions {
  readonly staged: string;
  readonly input: string;
  /** How long it takes to deliver everything. */
  readonly durationMs: number;
  readonly signal: AbortSignal;
}

const TICK_MS = 100;

/** Staged files that the watched folder does not have yet, in order of delivery. */
export function undelivered(staged: string, input: string): string[] {
  return readdirSync(staged)
    .filter((name) => name.endsWith('.csv') && !existsSync(join(input, name)))
    .sort();
}

/** Delivers the files that are not there yet at an even pace; an abort ends it between two files. */
export async function deliver({ staged, input, durationMs, signal }: FeederOptions): Promise<void> {
  mkdirSync(input, { recursive: true });
  const all = readdirSync(staged).filter((name) => name.endsWith('.csv')).length;
  const waiting = undelivered(staged, input);
  const startMs = Date.now();
  let delivered = 0;
  while (delivered < waiting.length && !signal.aborted) {
    const due = Math.min(waiting.length, 1 + Math.floor(((Date.now() - startMs) * all) / durationMs));
    for (const name of waiting.slice(delivered, due)) deliverFile(staged, input, name);
    delivered = Math.max(delivered, due);
    await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** A file appears whole: it is copied under a hidden name, which no query reads, and renamed. Files are read in the order of their times. */
function deliverFile(staged: string, input: string, name: string): void {
  const hidden = join(input, `.${name}.part`);
  copyFileSync(join(staged, name), hidden);
  const order = Number(/\d+/.exec(name)?.[0] ?? 0);
  const seconds = Date.now() / 1000 + order / 1e5;
  utimesSync(hidden, seconds, seconds);
  renameSync(hidden, join(input, name));
}
