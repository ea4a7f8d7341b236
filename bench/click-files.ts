import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Clicks as JSON lines of about 180 bytes, the same on every machine. */
export interface ClickFiles {
  readonly files: number;
  readonly rowsPerFile: number;
  /** Event time from one row to the next. */
  readonly stepMs: number;
}

/** Columns of a click. */
export const CLICK_SCHEMA =
  'user_id BIGINT, action STRING, amount DOUBLE, timestamp TIMESTAMP, session STRING, page STRING, agent STRING';

const CACHE = join(dirname(import.meta.dirname), '.cache', 'bench');
const ACTIONS = ['view', 'view', 'view', 'cart', 'purchase'];
const START_MS = Date.UTC(2024, 0, 1);
const LINES_PER_WRITE = 5000;

/** The folder with the files, which are made on first use. */
export async function clickFiles({ files, rowsPerFile, stepMs }: ClickFiles): Promise<string> {
  const folder = join(CACHE, `clicks-${files}x${rowsPerFile}-${stepMs}ms`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (let file = 0; file < files; file += 1) {
    await writeFile(join(unfinished, `${String(file).padStart(5, '0')}.json`), file * rowsPerFile, rowsPerFile, stepMs);
  }
  renameSync(unfinished, folder);
  return folder;
}

async function writeFile(path: string, first: number, rows: number, stepMs: number): Promise<void> {
  const out = createWriteStream(path);
  for (let from = first; from < first + rows; from += LINES_PER_WRITE) {
    const count = Math.min(LINES_PER_WRITE, first + rows - from);
    if (!out.write(Array.from({ length: count }, (_, i) => clickLine(from + i, stepMs)).join('')))
      await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

function clickLine(index: number, stepMs: number): string {
  const random = scramble(index);
  const click = {
    user_id: random % 10_000,
    action: ACTIONS[random % ACTIONS.length],
    amount: (random % 100_000) / 100,
    timestamp: new Date(START_MS + index * stepMs).toISOString(),
    session: random.toString(16).padStart(8, '0'),
    page: `/products/${random % 500}`,
    agent: `Mozilla/5.0 (${random % 2 === 0 ? 'Linux' : 'Macos'}) Gecko/20100101`,
  };
  return `${JSON.stringify(click)}\n`;
}

/** A 32-bit mix of a number: numbers in a row come out unrelated, and always the same. */
function scramble(index: number): number {
  let x = Math.imul(index + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
