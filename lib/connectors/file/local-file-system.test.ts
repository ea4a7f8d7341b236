import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { FileInfo } from '../../contracts/file-system.ts';
import { LocalFileSystem } from './local-file-system.ts';

const root = await mkdtemp(join(tmpdir(), 'millrace-fs-'));
const fileSystem = new LocalFileSystem();
after(() => rm(root, { recursive: true }));

async function listed(directory: string): Promise<FileInfo[]> {
  const files: FileInfo[] = [];
  for await (const file of fileSystem.list(directory)) files.push(file);
  return files;
}

test('lists files at any depth with size and time, links followed', async () => {
  const directory = join(root, 'list');
  await mkdir(join(directory, 'a/b'), { recursive: true });
  await writeFile(join(directory, 'x'), '12345');
  await writeFile(join(directory, 'a/b/y'), '1');
  await symlink(join(directory, 'x'), join(directory, 'link'));
  await symlink(join(directory, 'nowhere'), join(directory, 'broken'));
  await utimes(join(directory, 'x'), 1000, 1234.5);
  const found = await listed(directory);
  const bySize = Object.fromEntries(found.map((file) => [file.path.slice(directory.length), file.bytes]));
  assert.deepEqual(bySize, { '/x': 5, '/link': 5, '/a/b/y': 1 });
  assert.equal(found.find((file) => file.path.endsWith('/x'))?.modifiedMs, 1_234_500);
  const byPath = (files: typeof found) => files.sort((a, b) => (a.path < b.path ? -1 : 1));
  assert.deepEqual(byPath([...fileSystem.listSync(directory)]), byPath(found));
});

test('a missing folder is empty, a missing file is undefined', async () => {
  assert.deepEqual(await listed(join(root, 'none')), []);
  assert.deepEqual([...fileSystem.listSync(join(root, 'none'))], []);
  assert.equal(await fileSystem.stat(join(root, 'none')), undefined);
  assert.equal(await fileSystem.stat(root), undefined);
  assert.equal(await fileSystem.exists(join(root, 'none')), false);
  assert.equal(await fileSystem.exists(root), true);
  await fileSystem.remove(join(root, 'none'));
});

test('publish replaces a file and makes the folders above it', async () => {
  const target = join(root, 'out/deep/file');
  for (const content of ['one', 'two']) {
    await writeFile(join(root, 'staged'), content);
    await fileSystem.publish(join(root, 'staged'), target);
    assert.equal(await readFile(target, 'utf8'), content);
  }
  assert.equal(await fileSystem.exists(join(root, 'staged')), false);
});

test('publish over file systems copies under a hidden name and leaves nothing behind', async (context) => {
  const shared = await mkdtemp('/dev/shm/millrace-').catch(() => undefined);
  if (shared === undefined || (await stat(shared)).dev === (await stat(root)).dev) {
    context.skip('there is no second file system here');
    return;
  }
  try {
    await writeFile(join(shared, 'staged'), 'content');
    await fileSystem.publish(join(shared, 'staged'), join(root, 'across/file'));
    assert.equal(await readFile(join(root, 'across/file'), 'utf8'), 'content');
    assert.deepEqual(await readdir(join(root, 'across')), ['file']);
    assert.deepEqual(await readdir(shared), []);
  } finally {
    await rm(shared, { recursive: true });
  }
});

test('only paths of this machine are its own', () => {
  assert.ok(fileSystem.handles('/in') && !fileSystem.handles('s3://bucket/in'));
});
