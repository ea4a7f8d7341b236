import { copyFile, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Puts a copy of a file into a watched folder as a whole: names that begin with a dot are not seen. */
export async function deliver(file: string, folder: string): Promise<void> {
  const hidden = join(folder, `.${basename(file)}`);
  await copyFile(file, hidden);
  await rename(hidden, join(folder, basename(file)));
}
