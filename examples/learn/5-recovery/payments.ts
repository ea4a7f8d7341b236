import { mkdir, writeFile } from 'node:fs/promises';
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
    await writeFile(join(folder, name(file)), lines.join(''));
  }
  await writeFile(join(folder, name(FILES)), `${FILES * PAYMENTS},2024-03-02 12:00:00,0\n`);
}

const name = (file: number): string => `${String(file).padStart(3, '0')}.csv`;

function payment(id: number): string {
  const time = new Date(START_MS + id * 30_000).toISOString().slice(0, 19).replace('T', ' ');
  return `${id},${time},${(id * 37) % 101}\n`;
}
