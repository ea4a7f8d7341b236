import { copyFile, mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { StreamSession } from 'millrace';

/** Orders that lie as CSV files in `<folder>/orders`, a file a batch. */
export const readOrders = (session: StreamSession, folder: string) =>
  session.readStream
    .schema('id INT, customer STRING, amount INT')
    .option('header', true)
    .option('maxFilesPerTrigger', 1)
    .csv(join(folder, 'orders'));

/** Puts two files of orders into `<folder>/orders`, the second one a minute later. */
export async function copyOrders(folder: string): Promise<void> {
  await mkdir(join(folder, 'orders'));
  for (const [index, name] of ['1.csv', '2.csv'].entries()) {
    const path = join(folder, 'orders', name);
    await copyFile(join(import.meta.dirname, 'orders', name), path);
    await utimes(path, 60 * index, 60 * index);
  }
}
