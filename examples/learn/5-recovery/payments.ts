import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How many files there are, and payments in each. */
export const FILES = 40;
export const PAYMENTS = 50;
const START_MS = Date.UTC(2024, 2, 1);

/** Writes the payments, one each 30 seconds, and in the last file one of the next day, which closes all hours before. */
export async function writePayments(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let file = 0; file < FILES; file += 1) {
    const lines = Array.from({ length: PAYMENTS }, (_, i) => payment(file * PAYMENTS + i));
    await writeOne(folder, file, lines.join(''));
  }
  await writeOne(folder, FILES, `${FILES * PAYMENTS},2024-03-02 12:00:00,0\n`);
}

// Files are read in the order of their times of change, which must differ for it to be one order.
async function writeOne(folder: string, file: number, text: string): Promise<void> {
  const path = join(folder, `${String(file).padStart(3, '0')}.csv`);
  await writeFile(path, text);
  await utimes(path, new Date(START_MS + file * 1000), new Date(START_MS + file * 1000));
}

function payment(id: number): string {
  const time = new Date(START_MS + id * 30_000).toISOString().slice(0, 19).replace('T', ' ');
  return `${id},${time},${(id * 37) % 101}\n`;
}
