import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editDistance, namesByLikeness, nearestName } from './nearest.ts';

test('edit distance counts insertions, deletions, replacements and swaps', () => {
  assert.equal(editDistance('', 'abc'), 3);
  assert.equal(editDistance('abc', 'abc'), 0);
  assert.equal(editDistance('kitten', 'sitting'), 3);
  assert.equal(editDistance('jsno', 'json'), 1);
});

test('the nearest name ignores letter case and gives up where nothing is like it', () => {
  const known = ['maxFilesPerTrigger', 'maxBytesPerTrigger', 'latestFirst'];
  assert.equal(nearestName('maxfilepertriger', known), 'maxFilesPerTrigger');
  assert.equal(nearestName('latest_first', known), 'latestFirst');
  assert.equal(nearestName('header', known), undefined);
  assert.equal(nearestName('header', []), undefined);
  assert.equal(nearestName('nofn', ['now']), undefined);
});

test('names are sorted by likeness, ties in their own order', () => {
  assert.deepEqual(namesByLikeness('b', ['ccc', 'a', 'B', 'd']), ['B', 'a', 'd', 'ccc']);
});
