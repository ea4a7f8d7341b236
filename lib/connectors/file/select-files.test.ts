import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FileInfo } from '../../contracts/file-system.ts';
import { SeenFiles } from './seen-files.ts';
import { keepForNextBatch, NO_LIMIT, readingOrder, selectFiles } from './select-files.ts';

const file = (path: string, modifiedMs: number, bytes = 10): FileInfo => ({ path, modifiedMs, bytes });
const paths = (files: readonly FileInfo[]) => files.map(({ path }) => path);
const nothingSeen = (maxFileAgeMs = 1000, fileNameOnly = false) => new SeenFiles({ maxFileAgeMs, fileNameOnly });
const [a, b, c] = [file('/in/a', 3), file('/in/b', 1), file('/in/c', 1)];

test('files are read by time, then by path', () => {
  assert.deepEqual(paths(readingOrder([a, c, b], false)), ['/in/b', '/in/c', '/in/a']);
  assert.deepEqual(paths(readingOrder([c, a, b], true)), ['/in/a', '/in/b', '/in/c']);
});

test('a limit on files or bytes leaves the rest, but always takes one', () => {
  const files = [file('/1', 1, 10), file('/2', 2, 10), file('/3', 3, 10)];
  const select = (maxFiles?: number, maxBytes?: number) => {
    const { taken, left } = selectFiles(files, nothingSeen(), { maxFiles, maxBytes });
    assert.deepEqual([...taken, ...left], files);
    return taken.length;
  };
  assert.equal(select(), 3);
  assert.equal(select(2), 2);
  assert.equal(select(5), 3);
  assert.equal(select(undefined, 20), 2);
  assert.equal(select(undefined, 19), 1);
  assert.equal(select(undefined, 1), 1);
  assert.equal(select(undefined, 30), 3);
});

test('what was seen is not taken again, even if it was written again', () => {
  const seen = nothingSeen();
  seen.add(a);
  assert.deepEqual(selectFiles([file('/in/a', 9), b], seen, NO_LIMIT).taken, [b]);
});

test('the age of files counts from the newest of earlier batches, not within the first', () => {
  const seen = nothingSeen(100);
  const first = [file('/old', 0), file('/new', 1000)];
  assert.deepEqual(selectFiles(first, seen, NO_LIMIT).taken, first);
  for (const one of first) seen.add(one);
  seen.purge();
  const second = [file('/late', 899), file('/justInTime', 900), file('/old', 0)];
  assert.deepEqual(paths(selectFiles(second, seen, NO_LIMIT).taken), ['/justInTime']);
  assert.deepEqual(paths(seen.all()), ['/new']);
});

test('fileNameOnly compares base names, but not within one listing, as in Spark', () => {
  const seen = nothingSeen(1000, true);
  const both = [file('/in/k=1/x', 1), file('/in/k=2/x', 1)];
  assert.deepEqual(selectFiles(both, seen, NO_LIMIT).taken, both);
  seen.add(file('/in/k=1/x', 1));
  assert.deepEqual(selectFiles([file('/in/k=3/x', 5), file('/in/y', 5)], seen, NO_LIMIT).taken, [file('/in/y', 5)]);
});

test('a rest that is too small, or not wanted, is listed again', () => {
  const left = Array.from({ length: 5 }, (_, i) => file(`/${i}`, i));
  const options = { maxCachedFiles: 10, discardCachedInputRatio: 0.2 };
  const byFiles = (maxFiles: number) => ({ maxFiles, maxBytes: undefined });
  assert.equal(keepForNextBatch(left, byFiles(26), options), undefined);
  assert.equal(keepForNextBatch(left, byFiles(25), options)?.length, 5);
  assert.equal(keepForNextBatch(left, byFiles(2), { ...options, maxCachedFiles: 3 })?.length, 3);
  assert.equal(keepForNextBatch(left, byFiles(2), { ...options, maxCachedFiles: 0 }), undefined);
  assert.equal(keepForNextBatch([], byFiles(2), options), undefined);
  assert.equal(keepForNextBatch(left, { maxFiles: undefined, maxBytes: 251 }, options), undefined);
  assert.equal(keepForNextBatch(left, { maxFiles: undefined, maxBytes: 250 }, options)?.length, 5);
});

test('batches under any limit take each file once, in reading order', () => {
  const anyFiles = fc.uniqueArray(
    fc.record({ path: fc.string({ minLength: 1 }), modifiedMs: fc.nat(50), bytes: fc.nat(100) }),
    { selector: ({ path }) => path },
  );
  fc.assert(
    fc.property(anyFiles, fc.integer({ min: 1, max: 5 }), fc.boolean(), (files, n, byBytes) => {
      const limit = byBytes ? { maxFiles: undefined, maxBytes: n * 40 } : { maxFiles: n, maxBytes: undefined };
      const ordered = readingOrder(files, false);
      const seen = nothingSeen();
      const read: FileInfo[] = [];
      for (;;) {
        const { taken } = selectFiles(ordered, seen, limit);
        if (taken.length === 0) break;
        for (const one of taken) seen.add(one);
        read.push(...taken);
      }
      assert.deepEqual(read, ordered);
    }),
    { numRuns: 100 },
  );
});
