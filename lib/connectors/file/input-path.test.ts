import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inputPath, isHidden, matchFile } from './input-path.ts';

const input = (path: string, more: { filter?: string; recursive?: boolean; basePath?: string } = {}) =>
  inputPath({
    path,
    pathGlobFilter: more.filter,
    recursiveFileLookup: more.recursive ?? false,
    basePath: more.basePath,
  });

test('a folder gives its own files and those of partition folders', () => {
  const folder = input('/in');
  assert.deepEqual(matchFile(folder, '/in/a.json'), {});
  assert.deepEqual(matchFile(folder, '/in/k=1/j=a%2Fb/a.json'), { k: '1', j: 'a/b' });
  assert.deepEqual(matchFile(folder, '/in/k=__HIVE_DEFAULT_PARTITION__/a.json'), { k: null });
  assert.equal(matchFile(folder, '/in/sub/a.json'), undefined);
  assert.equal(matchFile(folder, '/in/k=1/sub/a.json'), undefined);
  assert.equal(matchFile(folder, '/inner/a.json'), undefined);
});

test('recursiveFileLookup takes every folder and no partition columns', () => {
  assert.deepEqual(matchFile(input('/in', { recursive: true }), '/in/sub/k=1/a.json'), {});
});

test('hidden names are never listed, at any depth', () => {
  const folder = input('/in', { recursive: true });
  for (const path of ['/in/_a', '/in/.a', '/in/_tmp/a', '/in/.x/a', '/in/a._COPYING_', '/in/k=1/_b'])
    assert.equal(matchFile(folder, path), undefined, path);
  assert.deepEqual(matchFile(folder, '/in/_k=1.json'), {});
  assert.equal(matchFile(input('/in/_y.json'), '/in/_y.json'), undefined);
  assert.deepEqual(matchFile(input('/_in'), '/_in/a'), {});
  assert.ok(isHidden('_SUCCESS') && !isHidden('a_b'));
});

test('a pattern matches files, and folders with the files in them', () => {
  const pattern = input('/data/{in,out}/[x-z]*');
  assert.deepEqual(matchFile(pattern, '/data/in/x.json'), {});
  assert.deepEqual(matchFile(pattern, '/data/out/zed/a.json'), {});
  assert.equal(matchFile(pattern, '/data/out/zed/deep/a.json'), undefined);
  assert.equal(matchFile(pattern, '/data/in/a.json'), undefined);
  assert.equal(matchFile(pattern, '/data/other/x.json'), undefined);
  assert.equal(matchFile(pattern, '/data/in'), undefined);
});

test('basePath makes partition columns of folders that the path spells out', () => {
  const path = '/in/k=1/*';
  assert.deepEqual(matchFile(input(path), '/in/k=1/j=2/a.json'), {});
  assert.deepEqual(matchFile(input(path, { basePath: '/in' }), '/in/k=1/j=2/a.json'), { k: '1', j: '2' });
});

test('pathGlobFilter looks at the name only', () => {
  const filtered = input('/in', { filter: '*.{csv,tsv}' });
  assert.deepEqual(matchFile(filtered, '/in/k=1/a.tsv'), { k: '1' });
  assert.equal(matchFile(filtered, '/in/a.json'), undefined);
});

test('paths are made absolute', () => {
  assert.equal(input('file:///in/').path, '/in');
  assert.equal(input('file:/in').path, '/in');
  assert.equal(input('in').path, `${process.cwd()}/in`);
  assert.equal(input('s3://bucket/in/').path, 's3://bucket/in');
  assert.deepEqual(matchFile(input('s3://bucket/in'), 's3://bucket/in/k=1/a.json'), { k: '1' });
  assert.deepEqual(matchFile(input('s3://bucket/*/b'), 's3://bucket/x/b/a.json'), {});
});
